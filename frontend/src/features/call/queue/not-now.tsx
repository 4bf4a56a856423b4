import { Trans } from '@lingui/react/macro';
import { Coffee, Moon } from 'lucide-react';
import type { ApiError } from '@/api';
import { usePreferences } from '@/shared/preferences';
import { momentText, soonText, toDate, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { Empty } from '@/shared/ui/feedback/states';

interface Props {
  error: ApiError;
  isBusy: boolean;
  onAgain: () => void;
}

/** Why nobody is given now, and from when on: a pause, the day's calls, or nobody who may be called. */
export function NotNow({ error, isBusy, onAgain }: Props) {
  const now = useMinute();
  const { zone } = usePreferences();
  const until = error.problem.until ?? null;
  const isOver = until === null || toDate(until).getTime() <= now;
  return (
    <Empty
      className="flex-1"
      icon={error.code === 'rest_owed' ? Coffee : Moon}
      title={problemText(error)}
      actions={
        <Button variant={isOver ? 'primary' : 'default'} keys="f" isBusy={isBusy} onPress={onAgain}>
          <Trans>Next customer</Trans>
        </Button>
      }
    >
      {until !== null && (
        <Trans>
          On from {momentText(until, zone, zone, now)} · {soonText(until, now)}
        </Trans>
      )}
    </Empty>
  );
}
