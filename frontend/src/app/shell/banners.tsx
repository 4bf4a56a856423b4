import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useConnection } from '@/api/connection';
import { useMinute } from '@/shared/time/now';
import { later } from '../later';
import { sessionQuery } from '../session/queries';

const Offline = later(() => import('./banner-lines').then((module) => module.Offline), true);
const SessionEnding = later<{ at: string }>(() => import('./banner-lines').then((module) => module.SessionEnding));

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
