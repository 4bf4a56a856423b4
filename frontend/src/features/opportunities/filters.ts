import type { Grade, Stage } from '@/api';

/** What may be left unsaid about an opportunity, and what shows it: the three figures above the board. */
export type Need = 'follow_up' | 'overdue' | 'review';

/** What the board, the list and the funnel are narrowed to. The address holds it. */
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

const NEEDS: readonly string[] = ['follow_up', 'overdue', 'review'] satisfies Need[];
const GRADES: readonly string[] = ['A', 'B', 'C', 'D'] satisfies Grade[];
const STAGES: readonly string[] = [
  'potential',
  'interested',
  'needs_defined',
  'negotiation',
  'contract_signed',
  'execution',
] satisfies Stage[];

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** What of an address is a filter of ours; the rest is dropped. */
export function filtersOf(search: Record<string, unknown>): Filters {
  const { owner, team, q, grade, important, need } = search;
  return {
    ...(text(owner) && { owner: owner as string }),
    ...(text(team) && { team: team as string }),
    ...(text(q) && { q: q as string }),
    ...(GRADES.includes(grade as string) && { grade: grade as Grade }),
    ...(important === true && { important: true as const }),
    ...(NEEDS.includes(need as string) && { need: need as Need }),
  };
}

/** A stage as an address spells it. */
export function stageOf(value: unknown): Stage | undefined {
  return STAGES.includes(value as string) ? (value as Stage) : undefined;
}

export const SORTS = [
  'base_amount',
  'expected_purchase_on',
  'stage_since',
  'created_at',
  'closed_at',
  'review_due_on',
] as const;
export type SortColumn = (typeof SORTS)[number];
export type Outcome = 'open' | 'completed' | 'lost' | 'cancelled';

export interface ListChoice {
  stage?: Stage;
  outcome: Outcome;
  sort: `${'' | '-'}${SortColumn}`;
}

const OUTCOMES: readonly string[] = ['open', 'completed', 'lost', 'cancelled'] satisfies Outcome[];

/** What of an address chooses the list. */
export function listChoiceOf(search: Record<string, unknown>): Partial<ListChoice> {
  const { outcome, sort } = search;
  const stage = stageOf(search['stage']);
  const column = typeof sort === 'string' ? sort.replace(/^-/, '') : '';
  return {
    ...(stage && { stage }),
    ...(OUTCOMES.includes(outcome as string) && { outcome: outcome as Outcome }),
    ...((SORTS as readonly string[]).includes(column) && { sort: sort as ListChoice['sort'] }),
  };
}

/** How far back a funnel's cohort begins, in days; `all` for everything. */
export type Span = '90' | '180' | '365' | 'all';
const SPANS: readonly string[] = ['90', '180', '365', 'all'] satisfies Span[];

/** What of an address says how far back the funnel goes. */
export function spanOf(search: Record<string, unknown>): { span?: Span } {
  const span = String(search['span']);
  return SPANS.includes(span) ? { span: span as Span } : {};
}

/** The parameters of the API that a filter stands for. `today` is the company's day. */
export function parametersOf(filters: Filters, me: string, today: string) {
  const { owner, team, q, grade, important, need } = filters;
  return {
    ...(owner && { owner_id: [owner === 'me' ? me : owner] }),
    ...(team && { team_id: [team] }),
    ...(q && { 'title.contains': [q] }),
    ...(grade && { grade: [grade] }),
    ...(important && { important: [true] }),
    ...(need === 'follow_up' && { followed_up: [false] }),
    ...(need === 'overdue' && { 'follow_up_due_on.lt': today }),
    ...(need === 'review' && { 'review_due_on.lte': today }),
  };
}

export type Parameters = ReturnType<typeof parametersOf>;

/** How many conditions there are. */
export const countOf = (filters: Filters) => Object.keys(filters).length;
