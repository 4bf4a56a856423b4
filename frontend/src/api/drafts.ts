/* What somebody has typed and not yet sent. It survives a reload, the end of the session, a lost connection and a 412:
   drafts are kept in this browser's IndexedDB for each person, and given back only to the same person. What a closing page
   has not got there in time stands in its local storage until somebody asks for drafts again. */
import { createStore, del, entries, get, set, update } from 'idb-keyval';

export interface Draft<T> {
  value: T;
  /** When it was last typed at, epoch milliseconds. */
  at: number;
  /** The version of the record that it began with, for a record that is edited. */
  etag?: string | undefined;
}

let opened: ReturnType<typeof createStore> | undefined;
const store = () => (opened ??= createStore('meridian-drafts', 'drafts'));

const keyOf = (owner: string, name: string) => `${owner}:${name}`;

const LEFT = 'meridian-draft:';
const left = () => (typeof localStorage === 'undefined' ? null : localStorage);

/** Takes in what closing pages left, unless something later was kept since. */
async function takeIn(): Promise<void> {
  const places = Object.keys(left() ?? {}).filter((place) => place.startsWith(LEFT));
  await Promise.all(
    places.map(async (place) => {
      const found = JSON.parse(left()?.getItem(place) ?? 'null') as Draft<unknown> | null;
      if (found === null) return;
      await update<Draft<unknown>>(
        place.slice(LEFT.length),
        (kept) => (kept && kept.at >= found.at ? kept : found),
        store(),
      );
      left()?.removeItem(place);
    }),
  );
}

/** Keeps a draft at once, for a page that may be gone before `keepDraft` is through. */
export function leaveDraft<T>(owner: string, name: string, value: T, etag?: string): void {
  try {
    const kept: Draft<T> = { value, at: Date.now(), etag };
    left()?.setItem(LEFT + keyOf(owner, name), JSON.stringify(kept));
  } catch {
    // No room, or storage is not allowed: IndexedDB may still get to its end.
  }
}

/** Keeps a draft. `owner` is the person's id, `name` says of what, e.g. `call:${itemId}`. */
export async function keepDraft<T>(owner: string, name: string, value: T, etag?: string): Promise<void> {
  await set(keyOf(owner, name), { value, at: Date.now(), etag } satisfies Draft<T>, store());
  left()?.removeItem(LEFT + keyOf(owner, name));
}

/** The draft that was kept, or undefined. */
export async function draft<T>(owner: string, name: string): Promise<Draft<T> | undefined> {
  await takeIn();
  return await get<Draft<T>>(keyOf(owner, name), store());
}

/** Drops a draft: it was sent, or thrown away. */
export async function dropDraft(owner: string, name: string): Promise<void> {
  left()?.removeItem(LEFT + keyOf(owner, name));
  await del(keyOf(owner, name), store());
}

/** Names of the drafts a person has, latest first. */
export async function draftNames(owner: string): Promise<string[]> {
  await takeIn();
  const all = await entries<string, Draft<unknown>>(store());
  return all
    .filter(([key]) => key.startsWith(`${owner}:`))
    .toSorted(([, a], [, b]) => b.at - a.at)
    .map(([key]) => key.slice(owner.length + 1));
}
