import { useSyncExternalStore } from 'react';

/** What lies over the page; one at a time, each with its own code. */
export type Overlay = 'palette' | 'keys' | 'alerts' | 'preferences' | 'more';

let open: Overlay | null = null;
const listeners = new Set<() => void>();

/** Opens one, or closes whatever is open. */
export function showOverlay(next: Overlay | null): void {
  open = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function useOverlay(): Overlay | null {
  return useSyncExternalStore(subscribe, () => open);
}
