import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CloudOff, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useConnection } from '@/api';
import { SOFT } from '@/shared/ui/badge';
import { cx } from '@/shared/ui/cx';
import { soonText, useMinute, useSecond } from '@/shared/time';
import { sessionQuery } from '../session/queries';
import { askAgain } from '../session/session';

const SOON_MS = 10 * 60_000;

/** What concerns the whole page: an overlay on the second strip, so that nothing moves. */
export function Banners() {
  const { state } = useConnection();
  return state === 'reconnecting' ? <Offline /> : <SessionEnding />;
}

function Banner({ icon: Icon, children, after }: { icon: typeof Clock; children: ReactNode; after: ReactNode }) {
  return (
    <div
      role="status"
      className={cx('absolute inset-x-0 top-(--header) z-20 flex h-9 items-center gap-2 px-4', SOFT.warn)}
    >
      <Icon className="icon-sm" aria-hidden />
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <span className="flex-none font-strong">{after}</span>
    </div>
  );
}

function Offline() {
  const { t } = useLingui();
  const now = useSecond();
  const { attempt, nextAt } = useConnection();
  const seconds = nextAt === null ? 0 : Math.max(0, Math.ceil((nextAt - now) / 1000));
  return (
    <Banner icon={CloudOff} after={seconds > 0 ? t`Try ${attempt} in ${seconds} s` : t`Try ${attempt}`}>
      <Trans>The connection is lost and being restored. What you write is kept on this machine; go on.</Trans>
    </Banner>
  );
}

function SessionEnding() {
  const { data } = useQuery(sessionQuery);
  const now = useMinute();
  if (!data) return null;
  const left = Date.parse(data.expires_at) - now;
  if (left > SOON_MS || left <= 0) return null;
  const soon = soonText(data.expires_at, now);
  return (
    <Banner
      icon={Clock}
      after={
        <button type="button" className="cursor-default underline underline-offset-2" onClick={askAgain}>
          <Trans>Sign in again</Trans>
        </button>
      }
    >
      <Trans>Your session ends {soon}. What you write is kept.</Trans>
    </Banner>
  );
}
