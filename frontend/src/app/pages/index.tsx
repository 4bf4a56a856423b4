import { Suspense } from 'react';
import { later } from '../later';

const LazyNotFound = later(() => import('./pages').then((module) => module.NotFound), true);
const LazyFailed = later<FailedProps>(() => import('./pages').then((module) => module.Failed));

interface FailedProps {
  error: unknown;
  onRetry: () => void;
}

/** 404. */
export function NotFound() {
  return (
    <Suspense fallback={null}>
      <LazyNotFound />
    </Suspense>
  );
}

/** Whatever else kept a screen from opening. */
export function Failed(props: FailedProps) {
  return (
    <Suspense fallback={null}>
      <LazyFailed {...props} />
    </Suspense>
  );
}
