import { useSyncExternalStore } from 'react';
import { forgetStream } from '@/api/stream-mark';

/* Whether somebody is signed in, as this page knows it. The cookie is the server's; nothing here opens a door. */

export type SessionState = 'unknown' | 'live' | 'ended';

const WAS_SIGNED_IN = 'meridian.signed-in';
let state: SessionState = 'unknown';
const listeners = new Set<() => void>();

function change(next: SessionState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

function mark(isIn: boolean): void {
  try {
    if (isIn) localStorage.setItem(WAS_SIGNED_IN, 'yes');
    else localStorage.removeItem(WAS_SIGNED_IN);
  } catch {
    // Only the sentence about an expired session depends on it.
  }
}

/** Somebody is signed in. */
export function sessionLives(): void {
  mark(true);
  change('live');
}

/** The server no longer knows the session. The page stays as it is and asks for the password over it. */
export function sessionEnded(): void {
  if (state === 'live') change('ended');
}

/** Signed in again over an open page, with a password that was given: another is chosen first. Drafts are kept. */
export function ownPasswordNeeded(): void {
  if (state !== 'live') return; // the first page of a visit is led there by its route
  location.assign(`/own-password?${new URLSearchParams({ next: location.pathname + location.search })}`);
}

/** Asks for the password before the session ends by itself. */
export function askAgain(): void {
  change('ended');
}

/** Signed out on purpose. */
export function signedOut(): void {
  mark(false);
  forgetStream();
  change('unknown');
}

/** True when this browser was signed in and nobody signed out: the session has expired. */
export function hasExpired(): boolean {
  try {
    return localStorage.getItem(WAS_SIGNED_IN) === 'yes';
  } catch {
    return false;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}
