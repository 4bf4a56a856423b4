import type { MergePreview, MergeSide } from '@/api';
import type { Sides } from './queries';

/** What each side holds for a field: nothing to choose where only one holds something. */
export function isConflict({ own, other, hidden }: MergePreview['fields'][number]): boolean {
  return hidden || (isThere(own) && isThere(other));
}

export const isThere = (value: unknown) =>
  value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);

/** The choices that all fields take from one side. */
export function wholly(preview: MergePreview, side: MergeSide): Sides {
  return Object.fromEntries(preview.fields.filter(isConflict).map(({ field }) => [field, side]));
}

/** How many fields differ, and how many only one side has. */
export function counted({ fields }: MergePreview): { conflicts: number; single: number } {
  const conflicts = fields.filter(isConflict).length;
  return { conflicts, single: fields.length - conflicts };
}

/** Kinds of records that are worth a line of their own, in this order; the rest is summed up. */
export const KINDS = [
  'contact',
  'contact_record',
  'planned_contact',
  'opportunity',
  'customer_order',
  'complaint',
  'need',
  'installed_product',
  'handoff',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Line {
  kind: Kind | 'rest';
  own: number;
  other: number;
  after: number;
  /** Left behind, as the other has the same. */
  stays: number;
}

/** The sums of what moves, as they are written out: own + other = after. */
export function lines(rows: MergePreview['rows']): Line[] {
  const line = (kind: Line['kind'], of: MergePreview['rows']): Line[] => {
    const sum = (pick: (row: MergePreview['rows'][number]) => number) => of.reduce((all, row) => all + pick(row), 0);
    const [own, moves, stays] = [sum((row) => row.own), sum((row) => row.moves), sum((row) => row.stays)];
    return moves + stays === 0 ? [] : [{ kind, own, other: moves + stays, after: own + moves, stays }];
  };
  const known = new Set<string>(KINDS);
  return [
    ...KINDS.flatMap((kind) =>
      line(
        kind,
        rows.filter((row) => row.table === kind),
      ),
    ),
    ...line(
      'rest',
      rows.filter((row) => !known.has(row.table)),
    ),
  ];
}
