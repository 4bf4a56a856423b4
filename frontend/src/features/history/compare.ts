import type { HistoryEntry } from '@/api';

export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

type Changes = Record<string, { old?: unknown; new?: unknown }>;

/** What an entry changed, field by field, without what only machines read. */
export function changesOf(entry: Pick<HistoryEntry, 'changes'>): FieldChange[] {
  return Object.entries(entry.changes as Changes)
    .filter(([field]) => !INTERNAL.test(field))
    .map(([field, change]) => ({ field, before: change.old ?? null, after: change.new ?? null }));
}

const INTERNAL = /^(id|version|created_at|updated_at|edited_by|.*search.*|.*_reversed|.*_hash|.*_terms)$/;

/**
 * How a record differs between two of its states: after the entry `from`, and after the entry `to`. The entries are one
 * record's, in any order; a field that was changed and changed back in between is no difference.
 */
export function between(entries: readonly HistoryEntry[], from: string, to: string): FieldChange[] {
  // As the server counts them: what was imported may carry the time at which it was so.
  const inOrder = entries.toSorted((a, b) => a.id.localeCompare(b.id));
  const [first, last] = [inOrder.findIndex(({ id }) => id === from), inOrder.findIndex(({ id }) => id === to)];
  const isForward = first <= last;
  const passed = inOrder.slice(Math.min(first, last) + 1, Math.max(first, last) + 1);
  const fields = new Map<string, FieldChange>();
  for (const change of passed.flatMap(changesOf)) {
    const known = fields.get(change.field);
    fields.set(change.field, known ? { ...known, after: change.after } : change);
  }
  return [...fields.values()]
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
    .map((change) => (isForward ? change : { ...change, before: change.after, after: change.before }));
}
