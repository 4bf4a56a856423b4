/* Two people changed one record: which of my changes still stand, and which need a choice. */

export interface Merge<T> {
  /** My changes that nobody else touched: taken over without a question. */
  clean: Partial<T>;
  /** Fields that both changed, to different values. */
  conflicts: (keyof T & string)[];
}

/** Same content, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

/** Compares what I opened (`base`), what is there now (`theirs`) and what I changed (`mine`). */
export function merge<T extends object>(base: T, theirs: T, mine: Partial<T>): Merge<T> {
  const clean: Partial<T> = {};
  const conflicts: (keyof T & string)[] = [];
  for (const field of Object.keys(mine) as (keyof T & string)[]) {
    if (same(theirs[field], mine[field])) continue;
    if (same(base[field], theirs[field])) clean[field] = mine[field];
    else conflicts.push(field);
  }
  return { clean, conflicts };
}
