import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { PlannedContact } from '@/api';
import { count } from '@/shared/format';
import { type Hours, hoursWithin, usualHoursQuery } from '@/shared/plans/usual-hours';
import { usePreferences } from '@/shared/preferences';
import { cityOf, isCallable, joinsAt, soonText, timeIn, useMinute } from '@/shared/time';
import { cx } from '@/shared/ui/cx';
import { CallableDot } from '@/shared/ui/marks';

const HOUR = 60 * 60_000;
const [BEFORE, AFTER] = [3, 11];
const NONE: Hours[] = [];

/** Where my calls are, what time it is there and how many may be called; and their hours of the day on my own clock. */
export function HoursChart({ items }: { items: readonly PlannedContact[] }) {
  const now = useMinute();
  const { zone: mine } = usePreferences();
  const hours = useQuery(usualHoursQuery).data ?? NONE;
  if (items.length === 0) return null;
  const zones = [...new Set(items.map((item) => item.zone))].map((zone) => {
    const there = items.filter((item) => item.zone === zone);
    const due = there.filter((item) => isCallable(item, now));
    const later = there.map((item) => (isCallable(item, now) ? null : joinsAt(item, now))).filter((at) => at !== null);
    return { zone, all: there.length, due: due.length, later: later.toSorted()[0] ?? null };
  });
  const total = zones.reduce((sum, zone) => sum + zone.due, 0);
  const from = Math.floor(now / HOUR) * HOUR - BEFORE * HOUR;
  const to = from + (BEFORE + AFTER) * HOUR;
  const place = (at: number) => `${((at - from) / (to - from)) * 100}%`;
  return (
    <section className="border-b border-line px-5 py-3">
      <header className="mb-1 flex flex-wrap items-baseline gap-x-2">
        <h2 className="text-sm font-strong">
          <Trans>My calls by place</Trans>
        </h2>
        <span className="text-xs text-ink-3 max-tablet:hidden">
          <Trans>their calling hours on your clock</Trans>
        </span>
        <span className="ml-auto text-xs text-ink-3">
          <Trans>
            {count(total)} of {count(items.length)} callable now
          </Trans>
        </span>
      </header>
      <div className="grid grid-cols-[minmax(0,150px)_44px_minmax(0,1fr)_minmax(0,auto)] gap-x-3 max-tablet:grid-cols-[minmax(0,1fr)_44px_minmax(0,auto)]">
        <div aria-hidden className="relative col-start-3 h-4 text-2xs text-ink-3 max-tablet:hidden">
          {Array.from({ length: BEFORE + AFTER - 1 }, (_, index) => from + (index + 1) * HOUR)
            .filter((_, index) => index % 2 === 0)
            .map((at) => (
              <span key={at} className="absolute -translate-x-1/2" style={{ left: place(at) }}>
                {timeIn(at, mine)}
              </span>
            ))}
        </div>
        <ul className="col-span-full grid grid-cols-subgrid">
          {zones
            .toSorted((a, b) => b.due - a.due || (a.later ?? '').localeCompare(b.later ?? ''))
            .map(({ zone, all, due, later }) => (
              <li key={zone} className="col-span-full grid h-6.5 grid-cols-subgrid items-center">
                <span className="flex min-w-0 items-center gap-2">
                  <CallableDot callable={due > 0 ? 'now' : 'closed'} />
                  <span className="truncate">{cityOf(zone)}</span>
                </span>
                <span className={due > 0 ? 'font-strong' : 'text-ink-3'}>{timeIn(now, zone)}</span>
                <span aria-hidden className="relative h-3 rounded-[3px] bg-surface-3 max-tablet:hidden">
                  {hoursWithin(hours, zone, from, to).map((stretch) => (
                    <span
                      key={stretch.from}
                      className={cx(
                        'absolute inset-y-0 rounded-[2px]',
                        due > 0 && stretch.from <= now && now < stretch.to ? 'bg-accent' : 'bg-accent-line',
                      )}
                      style={{
                        left: place(stretch.from),
                        width: `calc(${place(stretch.to)} - ${place(stretch.from)})`,
                      }}
                    />
                  ))}
                  <span className="absolute -inset-y-1.75 w-px bg-ink" style={{ left: place(now) }} />
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
            ))}
        </ul>
      </div>
    </section>
  );
}
