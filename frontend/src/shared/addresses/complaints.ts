import type { ComplaintState, PreventiveState, Priority } from '@/api';
import { day, oneOf, reader, text } from './read';

/* What the address of the complaints' screens holds: read by their routes before any of their code is there. */

const priority = oneOf('urgent', 'high', 'normal', 'low');

/** Which complaints the desk shows: open ones, mine, my department's, those in the archive, or all that a figure counted. */
export type View = 'open' | 'mine' | 'department' | 'archived' | 'all';

export interface DeskChoice {
  view: View;
  /** The query string of a figure of the analysis: exactly the complaints it counted. */
  figure?: string;
  /** Narrowed to one priority, to one state. */
  priority?: Priority;
  state?: ComplaintState;
}

export const deskChoiceOf: (search: Record<string, unknown>) => Partial<DeskChoice> = reader({
  view: oneOf('open', 'mine', 'department', 'archived', 'all'),
  // A figure of all complaints has an empty query.
  figure: (value) => (typeof value === 'string' ? value : undefined),
  priority,
  state: oneOf<ComplaintState>(
    'registered',
    'contacted',
    'dispatched',
    'investigating',
    'proposed',
    'agreed',
    'resolved',
    'confirmed',
    'archived',
  ),
});

/** Which complaints an analysis looks at. */
export interface Cut {
  from?: string;
  to?: string;
  product_id?: string;
  department_id?: string;
  market_id?: string;
  priority?: Priority;
}

export const cutOf: (search: Record<string, unknown>) => Cut = reader({
  from: day,
  to: day,
  product_id: text,
  department_id: text,
  market_id: text,
  priority,
});

/** Which preventive actions are shown: by state, and the open ones that are late. */
export type Shown = PreventiveState | 'late';

export const shownOf: (search: Record<string, unknown>) => { shown?: Shown } = reader({
  shown: oneOf('open', 'late', 'done', 'cancelled'),
});

/** Who complains, and the contact it was heard in, where a screen before knew. */
export const heardOf: (search: Record<string, unknown>) => { customer?: string; record?: string } = reader({
  customer: text,
  record: text,
});
