import { Trans, useLingui } from '@lingui/react/macro';
import { CloudOff, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useConnection } from '@/api';
import { SOFT } from '@/shared/ui/values/badge';
import { cx } from '@/shared/ui/cx';
import { soonText, useMinute, useSecond } from '@/shared/time';
import { askAgain } from '../session/session';

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

/** The server cannot be reached. */
export function Offline() {
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

/** The session ends by itself soon. */
export function SessionEnding({ at }: { at: string }) {
  const soon = soonText(at, useMinute());
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
