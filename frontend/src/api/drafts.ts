/* What somebody has typed and not yet sent. It survives a reload, the end of the session, a lost connection and a 412:
   drafts are kept in this browser's IndexedDB for each person, and given back only to the same person. */
import { createStore, del, entries, get, set } from 'idb-keyval';

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

/** Keeps a draft. `owner` is the person's id, `name` says of what, e.g. `call:${itemId}`. */
export async function keepDraft<T>(owner: string, name: string, value: T, etag?: string): Promise<void> {
  await set(keyOf(owner, name), { value, at: Date.now(), etag } satisfies Draft<T>, store());
}

/** The draft that was kept, or undefined. */
export async function draft<T>(owner: string, name: string): Promise<Draft<T> | undefined> {
  return await get<Draft<T>>(keyOf(owner, name), store());
}

/** Drops a draft: it was sent, or thrown away. */
export async function dropDraft(owner: string, name: string): Promise<void> {
  await del(keyOf(owner, name), store());
}

/** Names of the drafts a person has, latest first. */
export async function draftNames(owner: string): Promise<string[]> {
  const all = await entries<string, Draft<unknown>>(store());
  return all
    .filter(([key]) => key.startsWith(`${owner}:`))
    .toSorted(([, a], [, b]) => b.at - a.at)
    .map(([key]) => key.slice(owner.length + 1));
}
