import type { CustomersSortKey, Operator, SavedView } from '@/api';
import { same } from '@/api/merge';

/** One condition, as a view keeps it: `@me` and `@today-30` stand for whoever looks and for their own day. */
export interface Condition {
  field: string;
  op: Operator;
  values: readonly (string | boolean | number)[];
}

/** What the list shows: the whole of it stands in the address. */
export interface ListState {
  /** Id of a saved view, or the name of one that is always there. */
  view: string;
  q: string;
  conditions: readonly Condition[];
  sort: CustomersSortKey | null;
  /** Columns in order; the usual ones when empty. */
  columns: readonly string[];
  widths: Readonly<Record<string, number>>;
}

/** The address's part. What it leaves out is the view's. */
export interface ListSearch {
  view?: string;
  q?: string;
  /** Conditions, `grade:in:A,B;do_not_call:eq:false`; an empty text means none. */
  f?: string;
  sort?: string;
  cols?: string;
  /** Widths, `name-280;city-160`. */
  w?: string;
}

/** What a view says about the list; saved ones and those that are always there. */
export type ViewContent = Pick<SavedView, 'conditions' | 'sort' | 'columns'> & { widths: Record<string, number> };

const OPERATORS: readonly Operator[] = ['eq', 'ne', 'in', 'lt', 'lte', 'gt', 'gte', 'contains', 'starts', 'null'];
const SORTS: readonly string[] = [
  'name',
  'grade',
  'completeness',
  'lead_score',
  'last_contact_at',
  'next_contact_at',
  'created_at',
];

/** Whether the list can be sorted by this column. */
export const canSort = (column: string) => SORTS.includes(column);

export function conditionsText(conditions: readonly Condition[]): string {
  return conditions
    .map(
      ({ field, op, values }) => `${field}:${op}:${values.map((each) => encodeURIComponent(String(each))).join(',')}`,
    )
    .join(';');
}

export function readConditions(text: string): Condition[] {
  return text.split(';').flatMap((part) => {
    const [field = '', op = '', values = ''] = part.split(':');
    if (field === '' || values === '' || !OPERATORS.includes(op as Operator)) return [];
    return [{ field, op: op as Operator, values: values.split(',').map((each) => plain(decode(each))) }];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const plain = (text: string): string | boolean => (text === 'true' ? true : text === 'false' ? false : text);

function readWidths(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(';').flatMap((part) => {
      const at = part.lastIndexOf('-');
      const width = Number(part.slice(at + 1));
      return at > 0 && Number.isFinite(width) ? [[part.slice(0, at), width] as const] : [];
    }),
  );
}

const widthsText = (widths: Readonly<Record<string, number>>) =>
  Object.entries(widths)
    .map(([column, width]) => `${column}-${Math.round(width)}`)
    .join(';');

function readSort(text: string | undefined): CustomersSortKey | null {
  return text !== undefined && canSort(text.replace(/^-/, '')) ? (text as CustomersSortKey) : null;
}

/** The conditions of a view, each with its operator said. */
export function conditionsOf(view: ViewContent): Condition[] {
  return view.conditions.map(({ field, op, values }) => ({
    field,
    op: op ?? (values.length > 1 ? 'in' : 'eq'),
    values,
  }));
}

/** What the list shows for an address and the view it names. */
export function stateOf(search: ListSearch, view: ViewContent): ListState {
  return {
    view: search.view ?? ALL,
    q: search.q ?? '',
    conditions: search.f === undefined ? conditionsOf(view) : readConditions(search.f),
    sort: readSort(search.sort ?? view.sort[0]),
    columns: search.cols === undefined ? view.columns : search.cols.split(',').filter(Boolean),
    widths: search.w === undefined ? view.widths : readWidths(search.w),
  };
}

/** The address for what the list shows: only what differs from the view stands in it. */
export function searchOf(state: ListState, view: ViewContent): ListSearch {
  const sort = readSort(view.sort[0]);
  return {
    ...(state.view !== ALL && { view: state.view }),
    ...(state.q !== '' && { q: state.q }),
    ...(!same(state.conditions, conditionsOf(view)) && { f: conditionsText(state.conditions) }),
    ...(state.sort !== sort && { sort: state.sort ?? '' }),
    ...(!same(state.columns, view.columns) && { cols: state.columns.join(',') }),
    ...(!same(state.widths, view.widths) && { w: widthsText(state.widths) }),
  };
}

/** Whether the list shows something else than the view that it names. */
export function isChanged(state: ListState, view: ViewContent): boolean {
  const { f, sort, cols, w } = searchOf(state, view);
  return [f, sort, cols, w].some((part) => part !== undefined);
}

/** Whether the view has this condition just so. */
export function isOfView(condition: Condition, view: ViewContent): boolean {
  return conditionsOf(view).some((each) => same(each, condition));
}

export const ALL = 'all';
/** Every customer, as the usual columns show them. */
export const EMPTY: ViewContent = { conditions: [], sort: [], columns: [], widths: {} };

/** Views that are always there, for everybody. */
export const STANDING: Readonly<Record<string, ViewContent>> = {
  [ALL]: EMPTY,
  mine: { ...EMPTY, conditions: [{ field: 'owner_id', op: 'eq', values: ['@me'] }] },
  overdue: {
    ...EMPTY,
    conditions: [{ field: 'next_contact_at', op: 'lt', values: ['@today'] }],
    sort: ['next_contact_at'],
  },
};
