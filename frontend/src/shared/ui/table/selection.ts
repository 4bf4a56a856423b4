/** Which rows are chosen: some by id, or all that the list's conditions let through but a few. */
export type Selection = { kind: 'some'; ids: ReadonlySet<string> } | { kind: 'all'; except: ReadonlySet<string> };

export const NOTHING: Selection = { kind: 'some', ids: new Set() };
export const EVERYTHING: Selection = { kind: 'all', except: new Set() };

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === 'some' ? selection.ids.has(id) : !selection.except.has(id);
}

/** How many are chosen; `total` is how many the conditions let through, null while that is not known. */
export function selectedCount(selection: Selection, total: number | null): number | null {
  if (selection.kind === 'some') return selection.ids.size;
  return total === null ? null : Math.max(0, total - selection.except.size);
}

/** The selection with these rows chosen, or not chosen. */
export function select(selection: Selection, ids: Iterable<string>, chosen: boolean): Selection {
  const next = new Set(selection.kind === 'some' ? selection.ids : selection.except);
  const adds = chosen === (selection.kind === 'some');
  for (const id of ids) {
    if (adds) next.add(id);
    else next.delete(id);
  }
  return selection.kind === 'some' ? { kind: 'some', ids: next } : { kind: 'all', except: next };
}

/** What the box in the header shows for the rows that are loaded. */
export function headState(selection: Selection, ids: readonly string[]): 'none' | 'some' | 'all' {
  const chosen = ids.filter((id) => isSelected(selection, id)).length;
  if (chosen === 0) return 'none';
  return chosen === ids.length ? 'all' : 'some';
}
