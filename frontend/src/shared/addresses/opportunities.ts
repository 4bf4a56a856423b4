import type { Grade, Stage } from '@/api';
import { flag, oneOf, reader, text } from './read';

/* What the address of the pipeline's screens holds: read by their routes before any of their code is there. */

/** What may be left undone about an opportunity, and what shows it: the three figures above the board. */
export type Need = 'follow_up' | 'overdue' | 'review';

/** What the board, the list and the funnel are narrowed to. */
export interface Filters {
  /** A person's id, or `me`. */
  owner?: string;
  team?: string;
  /** Part of the title. */
  q?: string;
  grade?: Grade;
  important?: true;
  need?: Need;
}

export const filtersOf: (search: Record<string, unknown>) => Filters = reader({
  owner: text,
  team: text,
  q: text,
  grade: oneOf('A', 'B', 'C', 'D'),
  important: flag,
  need: oneOf('follow_up', 'overdue', 'review'),
});

/** How many conditions there are. */
export const countOf = (filters: Filters) => Object.keys(filters).length;

export type SortColumn =
  | 'base_amount'
  | 'expected_purchase_on'
  | 'stage_since'
  | 'created_at'
  | 'closed_at'
  | 'review_due_on';
export type Outcome = 'open' | 'completed' | 'lost' | 'cancelled';

export interface ListChoice {
  stage?: Stage;
  outcome: Outcome;
  sort: `${'' | '-'}${SortColumn}`;
}

const SORT = /^-?(base_amount|expected_purchase_on|stage_since|created_at|closed_at|review_due_on)$/;

/** What of an address chooses the list. */
export const listChoiceOf: (search: Record<string, unknown>) => Partial<ListChoice> = reader({
  stage: oneOf('potential', 'interested', 'needs_defined', 'negotiation', 'contract_signed', 'execution'),
  outcome: oneOf('open', 'completed', 'lost', 'cancelled'),
  sort: (value) => (SORT.test(String(value)) ? (value as ListChoice['sort']) : undefined),
});

/** How far back a funnel's cohort begins, in days; `all` for everything. */
export type Span = '90' | '180' | '365' | 'all';

export const spanOf: (search: Record<string, unknown>) => { span?: Span } = reader({
  span: oneOf('90', '180', '365', 'all'),
});
