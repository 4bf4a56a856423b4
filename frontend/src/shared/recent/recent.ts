/** A record that was opened lately, for the palette. */
export interface Recent {
  kind: 'customer' | 'opportunity' | 'complaint';
  id: string;
  name: string;
  detail?: string;
  /** Its path. */
  to: string;
}

const MOST = 12;
const keyOf = (owner: string) => `meridian.recent.${owner}`;

/** What somebody opened lately, latest first. */
export function recent(owner: string): Recent[] {
  try {
    return JSON.parse(localStorage.getItem(keyOf(owner)) ?? '[]') as Recent[];
  } catch {
    return [];
  }
}

/** Notes that somebody opened a record. */
export function noteRecent(owner: string, entry: Recent): void {
  try {
    const rest = recent(owner).filter((other) => other.id !== entry.id);
    localStorage.setItem(keyOf(owner), JSON.stringify([entry, ...rest].slice(0, MOST)));
  } catch {
    // Without storage there is no list.
  }
}
