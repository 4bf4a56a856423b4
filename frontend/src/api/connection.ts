import { useSyncExternalStore } from 'react';

/* Whether the server can be reached, as the stream of events and the requests find it. */

export interface Connection {
  state: 'online' | 'reconnecting';
  /** Which try is under way; 0 while online. */
  attempt: number;
  /** When the next try is made, epoch milliseconds. */
  nextAt: number | null;
}

const ONLINE: Connection = { state: 'online', attempt: 0, nextAt: null };
let current: Connection = ONLINE;
const listeners = new Set<() => void>();

function change(next: Connection): void {
  current = next;
  for (const listener of listeners) listener();
}

export const connection = {
  read: () => current,
  online: () => current.state !== 'online' && change(ONLINE),
  lost: (attempt: number, nextAt: number | null) => change({ state: 'reconnecting', attempt, nextAt }),
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

/** The state of the connection; the component draws again when it changes. */
export function useConnection(): Connection {
  return useSyncExternalStore(connection.subscribe, connection.read);
}
