import { useCallback, useEffect, useRef, useState } from 'react';
import { type Draft, draft, dropDraft, keepDraft, leaveDraft } from './drafts';

const PAUSE_MS = 300;

export interface DraftState<T> {
  /** The draft found when the screen opened: undefined while it is looked for, null when there is none. */
  found: Draft<T> | null | undefined;
  /** When the draft was last kept, epoch milliseconds; null before. */
  keptAt: number | null;
  /** Keeps what is typed, a moment after the last key, and at once when the page is left. */
  keep: (value: T, etag?: string) => void;
  /** Drops it: it was sent, or thrown away. */
  drop: () => Promise<void>;
}

/** Drafts of one thing by one person. See drafts.ts. */
export function useDraft<T>(owner: string, name: string): DraftState<T> {
  const [found, setFound] = useState<Draft<T> | null | undefined>(undefined);
  const [keptAt, setKeptAt] = useState<number | null>(null);
  const waiting = useRef<{ value: T; etag: string | undefined } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const flush = useCallback(async () => {
    clearTimeout(timer.current);
    const latest = waiting.current;
    if (latest === null) return;
    waiting.current = null;
    await keepDraft(owner, name, latest.value, latest.etag);
    setKeptAt(Date.now());
  }, [owner, name]);

  useEffect(() => {
    let isHere = true;
    setFound(undefined);
    draft<T>(owner, name).then(
      (kept) => isHere && (setFound(kept ?? null), setKeptAt(kept?.at ?? null)),
      () => isHere && setFound(null),
    );
    const leave = () => {
      if (waiting.current === null) return;
      leaveDraft(owner, name, waiting.current.value, waiting.current.etag);
      void flush();
    };
    const hide = () => document.visibilityState === 'hidden' && leave();
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', hide);
    return () => {
      isHere = false;
      removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', hide);
      void flush();
    };
  }, [owner, name, flush]);

  const keep = useCallback(
    (value: T, etag?: string) => {
      waiting.current = { value, etag };
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), PAUSE_MS);
    },
    [flush],
  );

  const drop = useCallback(async () => {
    waiting.current = null;
    clearTimeout(timer.current);
    await dropDraft(owner, name);
    setKeptAt(null);
  }, [owner, name]);

  return { found, keptAt, keep, drop };
}
