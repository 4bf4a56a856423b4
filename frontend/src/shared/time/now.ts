import { useSyncExternalStore } from 'react';

/* One clock for every component: it strikes with the second or with the minute, and sleeps while nobody listens. */

type Beat = 1000 | 60_000;

interface Ticker {
  now: number;
  listeners: Set<() => void>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const tickers: Record<Beat, Ticker> = {
  1000: { now: 0, listeners: new Set(), timer: undefined },
  60_000: { now: 0, listeners: new Set(), timer: undefined },
};

function strike(beat: Beat): void {
  const ticker = tickers[beat];
  ticker.now = Math.floor(Date.now() / beat) * beat;
  for (const listener of ticker.listeners) listener();
  ticker.timer = setTimeout(() => strike(beat), beat - (Date.now() % beat));
}

function subscribe(beat: Beat, listener: () => void): () => void {
  const ticker = tickers[beat];
  ticker.listeners.add(listener);
  if (ticker.timer === undefined) ticker.timer = setTimeout(() => strike(beat), beat - (Date.now() % beat));
  return () => {
    ticker.listeners.delete(listener);
    if (ticker.listeners.size > 0) return;
    clearTimeout(ticker.timer);
    ticker.timer = undefined;
  };
}

function read(beat: Beat): number {
  const ticker = tickers[beat];
  if (ticker.timer === undefined) ticker.now = Math.floor(Date.now() / beat) * beat;
  return ticker.now;
}

const byMinute = (listener: () => void) => subscribe(60_000, listener);
const bySecond = (listener: () => void) => subscribe(1000, listener);
const minuteNow = () => read(60_000);
const secondNow = () => read(1000);

/** The present minute as epoch milliseconds; the component draws again when it passes. */
export function useMinute(): number {
  return useSyncExternalStore(byMinute, minuteNow);
}

/** The present second as epoch milliseconds. Only where seconds are shown. */
export function useSecond(): number {
  return useSyncExternalStore(bySecond, secondNow);
}
