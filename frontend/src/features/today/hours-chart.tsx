import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { DialQueue } from '@/api';
import { placesOf, placesText } from '@/shared/dial-queue';
import { count } from '@/shared/format';
import { type Hours, hoursWithin, usualHoursQuery } from '@/shared/plans/usual-hours';
import { usePreferences } from '@/shared/preferences';
import { soonText, timeIn, useMinute } from '@/shared/time';
import { cx } from '@/shared/ui/cx';
import { CallableDot } from '@/shared/ui/values/marks';
import { LineError } from '@/shared/ui/feedback/states';

const HOUR = 60 * 60_000;
const [BEFORE, AFTER] = [3, 11];
const NONE: Hours[] = [];
const NO_STRETCH: ReturnType<typeof hoursWithin> = [];

/** Where my calls are, what time it is there and how many may be called; and their hours of the day on my own clock. */
export function HoursChart({ queue }: { queue: Pick<DialQueue, 'now' | 'later'> }) {
  const now = useMinute();
  const { zone: mine } = usePreferences();
  const usual = useQuery(usualHoursQuery);
  const hours = usual.data ?? NONE;
  const places = placesOf(queue, now);
  if (places.length === 0) return null;
  const from = Math.floor(now / HOUR) * HOUR - BEFORE * HOUR;
  const to = from + (BEFORE + AFTER) * HOUR;
  const along = (at: number) => `${((at - from) / (to - from)) * 100}%`;
  return (
    <section className="border-b border-line px-5 py-3">
      <header className="mb-1 flex flex-wrap items-baseline gap-x-2">
        <h2 className="text-sm font-strong">
          <Trans>My calls by place</Trans>
        </h2>
        <span className="text-xs text-ink-3 max-tablet:hidden">
          <Trans>their calling hours on your clock</Trans>
        </span>
        <LineError query={usual} className="max-tablet:hidden">
          <Trans>The calling hours were not loaded</Trans>
        </LineError>
        <span className="ml-auto text-xs text-ink-3">
          <Trans>
            {count(queue.now.length)} of {count(queue.now.length + queue.later.length)} callable now
          </Trans>
        </span>
      </header>
      <div className="grid grid-cols-[minmax(0,190px)_44px_minmax(0,1fr)_minmax(0,auto)] gap-x-3 max-tablet:grid-cols-[minmax(0,1fr)_44px_minmax(0,auto)]">
        <div aria-hidden className="relative col-start-3 h-4 text-2xs text-ink-3 max-tablet:hidden">
          {Array.from({ length: BEFORE + AFTER - 1 }, (_, index) => from + (index + 1) * HOUR)
            .filter((_, index) => index % 2 === 0)
            .map((at) => (
              <span key={at} className="absolute -translate-x-1/2" style={{ left: along(at) }}>
                {timeIn(at, mine)}
              </span>
            ))}
        </div>
        <ul className="col-span-full grid grid-cols-subgrid">
          {places.map((place) => {
            const { zone, count: all, due, nextAt: later } = place;
            return (
              <li key={zone} className="col-span-full grid h-6.5 grid-cols-subgrid items-center">
                <span className="flex min-w-0 items-center gap-2">
                  <CallableDot callable={due > 0 ? 'now' : 'closed'} />
                  <span className="truncate">{placesText(place)}</span>
                </span>
                <span className={due > 0 ? 'font-strong' : 'text-ink-3'}>{timeIn(now, zone)}</span>
                <span aria-hidden className="relative h-3 rounded-[3px] bg-surface-3 max-tablet:hidden">
                  {(place.isOff ? NO_STRETCH : hoursWithin(hours, zone, from, to)).map((stretch) => (
                    <span
                      key={stretch.from}
                      className={cx(
                        'absolute inset-y-0 rounded-[2px]',
                        due > 0 && stretch.from <= now && now < stretch.to ? 'bg-accent' : 'bg-accent-line',
                      )}
                      style={{
                        left: along(stretch.from),
                        width: `calc(${along(stretch.to)} - ${along(stretch.from)})`,
                      }}
                    />
                  ))}
                  <span className="absolute -inset-y-1.75 w-px bg-ink" style={{ left: along(now) }} />
                </span>
                <span className="text-right text-xs whitespace-nowrap text-ink-3">
                  {due > 0 ? (
                    <Trans>
                      {count(due)} of {count(all)} callable
                    </Trans>
                  ) : (
                    later !== null && (
                      <Trans>
                        opens {timeIn(later, zone)} · {soonText(later, now)}
                      </Trans>
                    )
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}
