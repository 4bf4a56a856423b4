import { Suspense, lazy } from 'react';

const load = () => import('./pages');
const LazyNotFound = lazy(() => load().then((module) => ({ default: module.NotFound })));
const LazyFailed = lazy(() => load().then((module) => ({ default: module.Failed })));

/** Fetches these pages once the first screen stands: they must be there when the server is not. */
export function fetchPagesWhenIdle(): void {
  setTimeout(() => void load(), 3000);
}

export function NotFound() {
  return (
    <Suspense fallback={null}>
      <LazyNotFound />
    </Suspense>
  );
}

export function Failed(props: { error: unknown; onRetry: () => void }) {
  return (
    <Suspense fallback={null}>
      <LazyFailed {...props} />
    </Suspense>
  );
}
