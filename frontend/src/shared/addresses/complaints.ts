import type { PreventiveState, Priority } from '@/api';

/* What the address of the complaints' screens holds: read by their routes before any of their code is there. */

/** Which complaints the desk shows: open ones, mine, my department's, those in the archive, or all that a figure counted. */
export type View = 'open' | 'mine' | 'department' | 'archived' | 'all';

export interface DeskChoice {
  view: View;
  /** The query string of a figure of the analysis: exactly the complaints it counted. */
  figure?: string;
}

const VIEWS: readonly string[] = ['open', 'mine', 'department', 'archived', 'all'] satisfies View[];

/** What of an address chooses the desk's list. */
export function deskChoiceOf(search: Record<string, unknown>): Partial<DeskChoice> {
  const { view, figure } = search;
  return {
    ...(VIEWS.includes(view as string) && { view: view as View }),
    ...(typeof figure === 'string' && { figure }),
  };
}

/** Which complaints an analysis looks at. */
export interface Cut {
  from?: string;
  to?: string;
  product_id?: string;
  department_id?: string;
  market_id?: string;
  priority?: Priority;
}

const PRIORITIES: readonly string[] = ['urgent', 'high', 'normal', 'low'] satisfies Priority[];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What of an address narrows the analysis. */
export function cutOf(search: Record<string, unknown>): Cut {
  const text = (name: string) => (typeof search[name] === 'string' && search[name] !== '' ? search[name] : undefined);
  const day = (name: string) => (DAY.test(text(name) ?? '') ? text(name) : undefined);
  const from = day('from');
  const to = day('to');
  const product_id = text('product_id');
  const department_id = text('department_id');
  const market_id = text('market_id');
  const priority = PRIORITIES.includes(text('priority') ?? '') ? (text('priority') as Priority) : undefined;
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(product_id && { product_id }),
    ...(department_id && { department_id }),
    ...(market_id && { market_id }),
    ...(priority && { priority }),
  };
}

/** Which actions are shown: by state, and the open ones that are late. */
export type Shown = PreventiveState | 'late';

const SHOWN: readonly string[] = ['open', 'late', 'done', 'cancelled'] satisfies Shown[];

/** What of an address says which actions are shown. */
export function shownOf(search: Record<string, unknown>): { shown?: Shown } {
  return SHOWN.includes(search['shown'] as string) ? { shown: search['shown'] as Shown } : {};
}
