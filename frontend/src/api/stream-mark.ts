/* Where the stream of events stood, so that the next leader resumes there. */

const LAST_ID = 'meridian.last-event';

/** The id of the last event heard, null at the beginning. */
export function remembered(): string | null {
  try {
    return localStorage.getItem(LAST_ID);
  } catch {
    return null;
  }
}

/** Notes the id of an event that was heard. */
export function remember(id: string): void {
  try {
    localStorage.setItem(LAST_ID, id);
  } catch {
    // A new leader then begins at the present, and tells a gap.
  }
}

/** Forgets where the stream stood: the next person begins at the present. */
export function forgetStream(): void {
  try {
    localStorage.removeItem(LAST_ID);
  } catch {
    // Nothing was stored then.
  }
}
