import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

type Load<Props> = () => Promise<ComponentType<Props>>;

const awaited: Load<never>[] = [];
const IDLE_MS = 2000;

function whenOnline<Props>(load: Load<Props>): Promise<ComponentType<Props>> {
  return new Promise((resolve, reject) => {
    addEventListener('online', () => void load().then(resolve, reject), { once: true });
  });
}

/**
 * A component whose code comes after the first screen. What is wanted while the connection is lost waits for it; `isSoon`
 * for what must be there when things go wrong, or at the first key: it is fetched once the screen stands.
 */
export function later<Props>(load: Load<Props>, isSoon = false): LazyExoticComponent<ComponentType<Props>> {
  if (isSoon) awaited.push(load as Load<never>);
  return lazy(async () => ({
    default: await load().catch((error: unknown) => (navigator.onLine ? Promise.reject(error) : whenOnline(load))),
  }));
}

/** Fetches what `later` was told to fetch soon. */
export function fetchWhenIdle(): void {
  setTimeout(() => {
    for (const load of awaited) load().catch(() => {});
  }, IDLE_MS);
}
