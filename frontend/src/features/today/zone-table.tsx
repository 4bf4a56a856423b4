import { Trans } from '@lingui/react/macro';
import type { PlannedContact } from '@/api';
import { count } from '@/shared/format';
import { cityOf, isCallable, joinsAt, soonText, timeIn, useMinute } from '@/shared/time';
import { CallableDot } from '@/shared/ui/marks';

/** Where my calls are, what time it is there, and how many may be called; the rest says when it opens. */
export function ZoneTable({ items }: { items: readonly PlannedContact[] }) {
  const now = useMinute();
  if (items.length === 0) return null;
  const zones = [...new Set(items.map((item) => item.zone))].map((zone) => {
    const there = items.filter((item) => item.zone === zone);
    const due = there.filter((item) => isCallable(item, now));
    const later = there.map((item) => (isCallable(item, now) ? null : joinsAt(item, now))).filter((at) => at !== null);
    return { zone, all: there.length, due: due.length, later: later.toSorted()[0] ?? null };
  });
  const total = zones.reduce((sum, zone) => sum + zone.due, 0);
  return (
    <section className="border-b border-line px-5 py-3">
      <header className="mb-1.5 flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="text-sm font-strong">
          <Trans>My calls by place</Trans>
        </h2>
        <span className="text-xs text-ink-3">
          <Trans>
            {count(total)} of {count(items.length)} callable now
          </Trans>
        </span>
      </header>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(260px,1fr))] gap-x-8">
        {zones
          .toSorted((a, b) => b.due - a.due || a.zone.localeCompare(b.zone))
          .map(({ zone, all, due, later }) => (
            <li key={zone} className="flex h-6.5 items-center gap-2">
              <CallableDot callable={due > 0 ? 'now' : 'closed'} />
              <span className="min-w-0 flex-1 truncate">{cityOf(zone)}</span>
              <span className={due > 0 ? 'font-strong' : 'text-ink-3'}>{timeIn(now, zone)}</span>
              <span className="w-40 text-right text-xs text-ink-3">
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
    </section>
  );
}
