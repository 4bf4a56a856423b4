/* One intent, one key: a POST that is sent again, after a timeout, a lost connection or a reload, carries the key it
   carried first, so the server does it once. */

import { isApiError } from './problem';

const PREFIX = 'meridian.intent.';
/** The server remembers keys for seven days. */
const LIFE_MS = 7 * 86_400_000;

interface Intent {
  key: string;
  /** Digest of what was sent: other content is another intent. */
  digest: string;
  at: number;
}

async function digestOf(body: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(body ?? null));
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function read(name: string): Intent | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null') as Intent | null;
  } catch {
    return null;
  }
}

function write(name: string, intent: Intent): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(intent));
  } catch {
    // Without storage the key lives as long as the call: retries are safe, reloads are not.
  }
}

function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was stored then.
  }
}

/** Whether an error leaves open if the server did it: then the same key must be used again. */
function isUndecided(error: unknown): boolean {
  return !isApiError(error) || error.isPassing || error.status >= 500 || error.status === 401;
}

/**
 * Sends a POST under the key of its intent. `name` says which intent, e.g. `call:${itemId}`; the key is kept until the
 * server has decided, so pressing again after a failure, or after a reload, repeats the same request.
 */
export async function once<T>(name: string, body: unknown, send: (key: string) => Promise<T>): Promise<T> {
  const digest = await digestOf(body);
  const known = read(name);
  const lives = known !== null && known.digest === digest && Date.now() - known.at < LIFE_MS;
  const intent = lives ? known : { key: crypto.randomUUID(), digest, at: Date.now() };
  write(name, intent);
  try {
    const answer = await send(intent.key);
    forget(name);
    return answer;
  } catch (error) {
    if (!isUndecided(error)) forget(name);
    throw error;
  }
}
