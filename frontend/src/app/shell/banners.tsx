import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { useConnection } from '@/api';
import { useMinute } from '@/shared/time/now';
import { sessionQuery } from '../session/queries';

const Offline = lazy(() => import('./banner-lines').then((module) => ({ default: module.Offline })));
const SessionEnding = lazy(() => import('./banner-lines').then((module) => ({ default: module.SessionEnding })));

const SOON_MS = 10 * 60_000;

/** What concerns the whole page: an overlay on the second strip, so that nothing moves. */
export function Banners() {
  const { state } = useConnection();
  const { data } = useQuery(sessionQuery);
  const now = useMinute();
  const left = data ? Date.parse(data.expires_at) - now : Infinity;
  return (
    <Suspense fallback={null}>
      {state === 'reconnecting' ? (
        <Offline />
      ) : (
        data && left > 0 && left <= SOON_MS && <SessionEnding at={data.expires_at} />
      )}
    </Suspense>
  );
}
