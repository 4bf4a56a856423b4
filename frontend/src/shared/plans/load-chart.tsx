import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { PlanLoad, PlanLoadDay } from '@/api/types';
import { useNames } from '@/shared/directory';
import { count } from '@/shared/format';
import { usePreferences } from '@/shared/preferences';
import { addDays, dateText, daysBetween, useMinute } from '@/shared/time';
import { cx } from '@/shared/ui/cx';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { loadQuery } from './queries';

/** Most days that fit side by side. */
const MOST_DAYS = 14;

interface Props {
  from: string;
  to: string;
  /** Whose load; everybody's in reach when empty. */
  people: readonly string[];
}

interface Row {
  id: string;
  name: string;
  days: ReadonlyMap<string, PlanLoadDay>;
}

function rowsOf({ days }: PlanLoad): Row[] {
  const rows = new Map<string, { id: string; name: string; days: Map<string, PlanLoadDay> }>();
  for (const day of days) {
    const row = rows.get(day.assignee_id) ?? { id: day.assignee_id, name: day.assignee_name, days: new Map() };
    row.days.set(day.due_on, day);
    rows.set(day.assignee_id, row);
  }
  return [...rows.values()];
}

/** The days of the load, weekends left out unless something stands on one. */
function daysOf(from: string, to: string, { days }: PlanLoad): string[] {
  const busy = new Set(days.map((day) => day.due_on));
  const all = Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index));
  const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
  return all.filter((day) => busy.has(day) || !isWeekend(day)).slice(0, MOST_DAYS);
}

/** How much each person has planned for each day over all plans, what awaits approval on top (RV-4). */
export function LoadChart({ from, to, people }: Props) {
  const nameOf = useNames();
  const load = useQuery(loadQuery(from, to, people));
  if (load.isPending) return <SkeletonLines lines={3} />;
  if (load.isError) {
    return (
      <PartError title={<Trans>The load was not read</Trans>} error={load.error} onRetry={() => void load.refetch()} />
    );
  }
  const rows = rowsOf(load.data);
  if (rows.length === 0) {
    return (
      <p className="py-2 text-ink-3">
        <Trans>Nothing is planned in these days yet.</Trans>
      </p>
    );
  }
  const days = daysOf(from, to, load.data);
  const peak = Math.max(...load.data.days.map((day) => day.items));
  const cap = load.data.daily_call_cap;
  const top = peak * 2 >= cap ? Math.max(cap, peak) : peak;
  return (
    <table className="w-full border-collapse text-xs">
      <caption className="sr-only">
        <Trans>Planned contacts by person and day</Trans>
      </caption>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className="border-t border-line">
            <th scope="row" className="w-16 pr-3 text-left text-sm font-normal whitespace-nowrap">
              {nameOf(row.id, row.name)}
            </th>
            {days.map((day) => (
              <DayBar key={day} day={row.days.get(day)} top={top} />
            ))}
            <td className="w-16 pl-2 text-right whitespace-nowrap text-ink-3">
              <Trans>at most {count(cap)}</Trans>
            </td>
          </tr>
        ))}
        <tr className="text-ink-3">
          <th scope="row" className="pr-2 text-left font-normal">
            <Trans>Day</Trans>
          </th>
          {days.map((day, index) => (
            <DayName key={day} day={day} isFirst={index === 0} />
          ))}
        </tr>
      </tbody>
    </table>
  );
}

const HEIGHT = 40;

function DayBar({ day, top }: { day: PlanLoadDay | undefined; top: number }) {
  const { t } = useLingui();
  const items = day?.items ?? 0;
  const added = day?.awaiting_approval ?? 0;
  const height = (value: number) => (top === 0 ? 0 : (value / top) * HEIGHT);
  const words = t`${items} planned, ${added} of them await approval`;
  return (
    <td className="pt-1.5 align-bottom" title={day && words}>
      {day && (
        <span className="mx-auto flex w-6 flex-col items-center">
          <span className={cx('text-2xs', day.over_cap ? 'font-strong text-bad-ink' : 'text-ink-2')}>
            {count(items)}
          </span>
          <span aria-hidden className="w-full bg-c2" style={{ height: height(added) }} />
          <span aria-hidden className="w-full bg-c1" style={{ height: height(items - added) }} />
          {added > 0 && <span className="sr-only">{words}</span>}
        </span>
      )}
    </td>
  );
}

function DayName({ day, isFirst }: { day: string; isFirst: boolean }) {
  const { zone } = usePreferences();
  const now = useMinute();
  return (
    <td className="date pt-1 text-center text-2xs whitespace-nowrap">
      {isFirst ? dateText(day, now, zone, { narrow: true }) : Number(day.slice(8))}
    </td>
  );
}

/** What the colours of the load mean. */
export function LoadLegend() {
  return (
    <span className="flex items-center gap-3 text-xs text-ink-2">
      <span className="flex items-center gap-1.5">
        <i className="size-2.5 rounded-[2px] bg-c1" />
        <Trans context="load">Planned</Trans>
      </span>
      <span className="flex items-center gap-1.5">
        <i className="size-2.5 rounded-[2px] bg-c2" />
        <Trans context="load">Awaits approval</Trans>
      </span>
    </span>
  );
}
