import { Trans, useLingui } from '@lingui/react/macro';
import { Coffee } from 'lucide-react';
import type { DialQueue } from '@/api';
import { usePreferences } from '@/shared/preferences';
import { counter, timeIn } from '@/shared/time';
import { Bar } from '@/shared/ui/values/figures';

/** How many of the day's calls are made and reached somebody, how long was talked, and when the next pause is. */
export function Day({ day }: { day: DialQueue['day'] }) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const minutes = day.rest_minutes_per_hour;
  return (
    <div className="flex items-center gap-4 text-ink-2 max-desk:gap-2">
      <span className="flex items-center gap-2">
        <Trans>
          Calls <b className="text-ink">{day.calls_made}</b> / {day.daily_call_cap}
        </Trans>
        <Bar share={day.calls_made / day.daily_call_cap} label={t`Calls made today`} className="w-15 max-desk:hidden" />
      </span>
      <span className="max-desk:hidden">
        <Trans>
          Connected <b className="text-ink">{day.calls_connected}</b>
        </Trans>
      </span>
      <span className="max-desk:hidden">
        <Trans>
          Talked <b className="text-ink">{counter(day.talk_seconds)}</b>
        </Trans>
      </span>
      {(day.resting_until ?? day.rest_from) && (
        <span className="flex items-center gap-1.5 max-desk:hidden">
          <Coffee className="icon-sm text-ink-3" aria-hidden />
          {day.resting_until !== null ? (
            <Trans>rest until {timeIn(day.resting_until, zone)}</Trans>
          ) : (
            <Trans>
              {minutes} min break at {timeIn(day.rest_from ?? '', zone)}
            </Trans>
          )}
        </span>
      )}
    </div>
  );
}
