import type { PlanKind, PlanState } from '@/api';
import { day, oneOf, reader, text } from './read';

/* What the address of the plans' screens holds. */

/** Which week is shown, of whom, and what of it is open. */
export interface WeekChoice {
  /** Any day of the week. */
  week?: string;
  /** A colleague's id; mine when left out. */
  who?: string;
  /** The planned contact that is open beside the grid. */
  item?: string;
  /** The zone that the own time stands beside. */
  zone?: string;
}

export const weekChoiceOf: (search: Record<string, unknown>) => WeekChoice = reader({
  week: day,
  who: text,
  item: text,
  zone: text,
});

export interface PlanListChoice {
  whose: 'me' | 'all';
  kind?: PlanKind;
  state?: PlanState;
}

export const planListChoiceOf: (search: Record<string, unknown>) => Partial<PlanListChoice> = reader({
  whose: oneOf('me', 'all'),
  kind: oneOf('dial', 'follow_up', 'revisit', 'care'),
  state: oneOf('draft', 'submitted', 'returned', 'approved', 'active', 'completed', 'cancelled'),
});

/** Whom a revisit is about, and the planned contact that it carries out. */
export const revisitOf: (search: Record<string, unknown>) => { customer?: string; item?: string } = reader({
  customer: text,
  item: text,
});
