import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { CallableWindows, PlannedContact, PlanLoadDay } from '@/api';
import { CalendarOff } from 'lucide-react';
import { count } from '@/shared/format';
import { language } from '@/shared/i18n';
import { MethodIcon } from '@/shared/plans';
import { type Hours, usualHoursQuery } from '@/shared/plans/usual-hours';
import { usePreferences } from '@/shared/preferences';
import {
  addDays,
  cityOf,
  clock,
  dateText,
  dayIn,
  offsetMinutes,
  useMinute,
  wallTime,
  weekdayName,
} from '@/shared/time';
import { cx } from '@/shared/ui/cx';
import { CUSTOMER_TYPE, ITEM_TYPE, ItemCard } from './card';
import { FROM_HOUR, HOUR, TO_HOUR, type Target, minuteAt, narrowest, placed, topOf } from './grid';

interface Props {
  monday: string;
  items: readonly PlannedContact[];
  load: ReadonlyMap<string, PlanLoadDay>;
  cap: number | null;
  /** The zone that my own time stands beside. */
  zone: string;
  openId: string | null;
  /** When the customer of the open one may be called; without it the company's usual hours are white. */
  callable: CallableWindows | undefined;
  /** Where the open one was stepped to. */
  to: Target | null;
  onOpen: (item: PlannedContact) => void;
  onDropItem: (id: string, day: string, minute: number) => void;
  onDropCustomer: (id: string, name: string, day: string, minute: number) => void;
}

const WEEKDAYS = [0, 1, 2, 3, 4];
const HOURS = Array.from({ length: TO_HOUR - FROM_HOUR }, (_, index) => FROM_HOUR + index);
const HEIGHT = (TO_HOUR - FROM_HOUR) * HOUR;
const MOST_CHIPS = 4;

/** The week: days across, the customers' clocks down. White may be called there, grey not. */
export function WeekGrid(props: Props) {
  const { monday, items, zone } = props;
  const { t } = useLingui();
  const { zone: mine } = usePreferences();
  const now = useMinute();
  const today = dayIn(now, mine);
  const usual = useQuery(usualHoursQuery).data ?? [];
  const ahead = offsetMinutes(`${monday}T12:00:00Z`, mine) - offsetMinutes(`${monday}T12:00:00Z`, zone);
  const days = WEEKDAYS.map((index) =>
    items.filter((item) => onDay(item, props.openId, props.to) === addDays(monday, index)),
  )
    .map((due) => `minmax(${narrowest(due)}px, 1fr)`)
    .join(' ');
  const weekend = items.filter((item) => item.due_on >= addDays(monday, 5));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too
    <div className="min-h-0 min-w-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={t`The week`}>
      <div className="grid min-w-160" style={{ gridTemplateColumns: `108px ${days} 72px` }}>
        <div className="sticky top-0 z-2 flex items-end gap-2 border-r border-b border-line bg-surface-2 px-2 py-1.5 text-xs whitespace-nowrap text-ink-3">
          <b className="text-ink-2">
            <Trans context="plans">there</Trans>
          </b>
          <span className="ml-auto">{cityOf(mine)}</span>
        </div>
        {WEEKDAYS.map((index) => (
          <DayHead key={index} {...props} day={addDays(monday, index)} isToday={addDays(monday, index) === today} />
        ))}
        <div className="sticky top-0 z-2 border-b border-line bg-surface-2 px-2 py-1.5 text-xs text-ink-3">
          <Trans>Weekend</Trans>
        </div>
        <div className="relative border-r border-line bg-surface-2" style={{ height: HEIGHT }}>
          {HOURS.map((hour) => (
            <span
              key={hour}
              className="absolute right-2 left-2 flex justify-between text-xs"
              style={{ top: topOf(hour * 60) - 1 }}
            >
              <b>{clock({ hour, minute: 0 })}</b>
              <span className="text-ink-3">{clock(clockOf(hour * 60 + ahead))}</span>
            </span>
          ))}
        </div>
        {WEEKDAYS.map((index) => (
          <DayColumn
            key={index}
            {...props}
            day={addDays(monday, index)}
            windows={windowsOn(addDays(monday, index), props.callable, usual)}
          />
        ))}
        <div className="flex flex-col gap-1 border-b border-line bg-surface-2 p-1">
          {weekend.slice(0, 10).map((item) => (
            <button
              key={item.id}
              type="button"
              title={item.customer_name}
              onClick={() => props.onOpen(item)}
              className="cursor-default truncate rounded-badge border border-line-2 bg-surface px-1 text-left text-xs focus-visible:ring-focus"
            >
              {item.customer_name}
            </button>
          ))}
          {weekend.length > 10 && <span className="text-xs text-ink-3">+{weekend.length - 10}</span>}
        </div>
      </div>
    </div>
  );
}

/** The day it stands on: the one that is being stepped, where it would land. */
const onDay = (item: PlannedContact, openId: string | null, to: Target | null) =>
  item.id === openId && to ? to.on : item.due_on;

/** The hours of a day that are white: those of the open customer, else the company's usual ones. */
function windowsOn(day: string, callable: CallableWindows | undefined, usual: readonly Hours[]): readonly Hours[] {
  if (callable === undefined) return usual;
  return callable.windows
    .filter((window) => window.local_start.startsWith(day))
    .map((window) => ({
      start: window.local_start.slice(11, 16),
      end: window.local_end.startsWith(day) ? window.local_end.slice(11, 16) : '24:00',
    }));
}

const clockOf = (minutes: number) => {
  const minute = ((minutes % 1440) + 1440) % 1440;
  return { hour: Math.floor(minute / 60), minute: minute % 60 };
};

/** The day's name, how full it is, and what is due on it without a time. */
function DayHead({ day, isToday, items, load, cap, callable, onOpen }: Props & { day: string; isToday: boolean }) {
  const { zone: mine } = usePreferences();
  const now = useMinute();
  const untimed = items.filter((item) => item.due_on === day && item.due_at === null);
  const calls = load.get(day);
  const closed = callable?.closed_days.find((each) => each.date === day);
  return (
    <div
      className={cx(
        'sticky top-0 z-2 flex min-w-0 flex-col gap-1 border-r border-b border-line px-2 py-1.5',
        isToday ? 'bg-accent-soft' : 'bg-surface-2',
      )}
    >
      <p className="flex items-baseline gap-1.5 whitespace-nowrap">
        <b>{weekdayName(new Date(`${day}T00:00:00Z`).getUTCDay() || 7)}</b>
        <span className="date text-xs">{dateText(day, now, mine, { narrow: true })}</span>
        {cap !== null && (
          <span className={cx('ml-auto text-xs', calls?.over_cap ? 'font-strong text-bad-ink' : 'text-ink-3')}>
            {count(calls?.calls ?? 0)}/{count(cap)}
          </span>
        )}
      </p>
      {closed?.holiday && (
        <span className="flex items-center gap-1 text-xs text-hold-ink">
          <CalendarOff className="icon-xs" aria-hidden />
          <span className="truncate">{language() === 'en' ? closed.holiday.en : closed.holiday.zh}</span>
        </span>
      )}
      {untimed.slice(0, MOST_CHIPS).map((item) => (
        <button
          key={item.id}
          type="button"
          draggable={item.allowed_moves.includes('reschedule') || item.plan_state === 'draft'}
          onDragStart={(event) => event.dataTransfer.setData(ITEM_TYPE, item.id)}
          onClick={() => onOpen(item)}
          className="flex h-5 min-w-0 cursor-default items-center gap-1 rounded-badge border border-line-2 bg-surface px-1 text-left text-xs focus-visible:ring-focus"
        >
          <MethodIcon method={item.method} bare />
          <span className="truncate">{item.customer_name}</span>
        </button>
      ))}
      {untimed.length > MOST_CHIPS && (
        <span className="text-xs text-ink-3">
          <Trans>{untimed.length - MOST_CHIPS} more that day</Trans>
        </span>
      )}
    </div>
  );
}

function DayColumn({ day, windows, ...props }: Props & { day: string; windows: readonly Hours[] }) {
  const { items, openId, to, onOpen, onDropItem, onDropCustomer } = props;
  const here = items.filter((item) => onDay(item, openId, to) === day);
  const minutesOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  return (
    <div
      className="relative border-r border-b border-line bg-surface-3"
      style={{ height: HEIGHT }}
      data-day={day}
      onDragOver={(event) => {
        const types = event.dataTransfer.types;
        if (types.includes(ITEM_TYPE) || types.includes(CUSTOMER_TYPE)) event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        const minute = minuteAt(event.clientY - event.currentTarget.getBoundingClientRect().top);
        const id = event.dataTransfer.getData(ITEM_TYPE);
        const [customer = '', ...name] = event.dataTransfer.getData(CUSTOMER_TYPE).split(' ');
        if (id !== '') onDropItem(id, day, minute);
        else if (customer !== '') onDropCustomer(customer, name.join(' '), day, minute);
      }}
    >
      {windows.map((window) => (
        <div
          key={window.start}
          aria-hidden
          className="absolute inset-x-0 bg-surface"
          style={{
            top: topOf(minutesOf(window.start)),
            height: topOf(minutesOf(window.end)) - topOf(minutesOf(window.start)),
          }}
        />
      ))}
      {HOURS.slice(1).map((hour) => (
        <div
          key={hour}
          aria-hidden
          className="absolute inset-x-0 border-t border-line"
          style={{ top: topOf(hour * 60) }}
        />
      ))}
      <NowLine day={day} zone={props.zone} />
      {placed(here.map((item) => (item.id === openId && to?.at ? { ...item, due_at: to.at } : item))).map((place) => (
        <ItemCard
          key={place.item.id}
          placed={place}
          isOpen={place.item.id === openId}
          to={place.item.id === openId ? to : null}
          onOpen={() => onOpen(items.find((item) => item.id === place.item.id) ?? place.item)}
        />
      ))}
    </div>
  );
}

/** The present minute, in the zone that is compared. */
function NowLine({ day, zone }: { day: string; zone: string }) {
  const now = useMinute();
  if (dayIn(now, zone) !== day) return null;
  const { hour, minute } = wallTime(now, zone);
  if (hour < FROM_HOUR || hour >= TO_HOUR) return null;
  return (
    <div
      aria-hidden
      className="absolute inset-x-0 border-t-2 border-accent"
      style={{ top: topOf(hour * 60 + minute) }}
    />
  );
}
