/* The list one came from: a record's page goes on to the next one along it. It survives a reload; fetching more of it
   does not, then it ends where it was loaded to. */

export interface Trail {
  /** What the list is called: `逾期未联系`. */
  name: string;
  /** Its address, to go back to. */
  href: string;
  ids: readonly string[];
  /** How many it has in all, where it is known. */
  total: number | null;
}

const KEY = 'meridian.trail';
let current: Trail | null = null;
let more: (() => Promise<readonly string[]>) | null = null;

/** Remembers the list that is left for one of its records; `fetchMore` gives all ids once more of them are loaded. */
export function leaveTrail(trail: Trail, fetchMore: (() => Promise<readonly string[]>) | null): void {
  current = trail;
  more = fetchMore;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(trail));
  } catch {
    // It holds until the page is loaded anew.
  }
}

function read(): Trail | null {
  if (current) return current;
  try {
    current = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Trail | null;
  } catch {
    current = null;
  }
  return current;
}

/** The list one came from, if this record is in it, and where: counted from 1. */
export function trailOf(id: string): (Trail & { at: number }) | null {
  const trail = read();
  const index = trail?.ids.indexOf(id) ?? -1;
  return trail && index >= 0 ? { ...trail, at: index + 1 } : null;
}

/** The record `step` places further along, fetching more of the list where it is needed; null at its end. */
export async function along(id: string, step: 1 | -1): Promise<string | null> {
  const trail = trailOf(id);
  if (!trail) return null;
  const next = trail.ids[trail.at - 1 + step];
  if (next !== undefined || step < 0 || more === null) return next ?? null;
  const ids = await more();
  if (ids.length <= trail.ids.length) return null;
  leaveTrail({ ...trail, ids }, more);
  return ids[trail.at] ?? null;
}
