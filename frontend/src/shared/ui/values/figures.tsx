import { Trans } from '@lingui/react/macro';
import { type MoneyValue, money, moneyShort } from '@/shared/format';
import { type Instant, dateIn, dateText, momentText, moment, useMinute } from '@/shared/time';
import { usePreferences } from '@/shared/preferences';
import { cx } from '../cx';

/** An amount: ISO code and figure. `short` for sums only, its title has all digits. */
export function Money({ value, short = false, className }: { value: MoneyValue; short?: boolean; className?: string }) {
  return (
    <span className={cx('whitespace-nowrap', className)} title={short ? money(value) : undefined}>
      {short ? moneyShort(value) : money(value)}
    </span>
  );
}

export interface LocalTimeProps {
  at: Instant;
  /** The customer's IANA zone. */
  zone: string;
  /** What to call the place there; the zone's city when left out. */
  place?: string;
  /** Say the date too. */
  date?: boolean;
  timeOnly?: boolean;
  className?: string;
}

/** A moment in the customer's time and mine together: `周二 09:00 圣保罗 · 20:00 上海`. */
export function LocalTime({ at, zone, place, date, timeOnly, className }: LocalTimeProps) {
  const { zone: mine } = usePreferences();
  const now = useMinute();
  const style = { place, ...(date === undefined ? {} : { date }), ...(timeOnly === undefined ? {} : { timeOnly }) };
  const { there, here } = moment(at, zone, mine, now, style);
  return (
    <time dateTime={new Date(at).toISOString()} className={cx('date', className)}>
      {there}
      {here && <span> · {here}</span>}
    </time>
  );
}

/** The present moment there and here. It strikes with the minute. */
export function LocalNow({ zone, place, className }: { zone: string; place?: string; className?: string }) {
  const now = useMinute();
  return <LocalTime at={now} zone={zone} className={className ?? ''} {...(place === undefined ? {} : { place })} />;
}

/** A moment on my own clock, with its date: `11月17日 15:08 上海`. */
export function MyTime({ at, className }: { at: Instant; className?: string }) {
  const { zone } = usePreferences();
  const now = useMinute();
  return (
    <time dateTime={new Date(at).toISOString()} className={cx('date', className)}>
      {dateIn(at, zone, now)} {momentText(at, zone, zone, now, { timeOnly: true })}
    </time>
  );
}

export interface DayProps {
  /** A calendar date, `2026-11-24`. */
  date: string;
  weekday?: boolean;
  narrow?: boolean;
  className?: string;
}

/** A calendar date in words. */
export function Day({ date, weekday, narrow, className }: DayProps) {
  const { zone } = usePreferences();
  const now = useMinute();
  return (
    <time dateTime={date} className={cx('date', className)}>
      {dateText(date, now, zone, { ...(weekday && { weekday }), ...(narrow && { narrow }) })}
    </time>
  );
}

/** A bar of what is done of a whole. */
export function Bar({ share, label, className }: { share: number; label: string; className?: string }) {
  const width = Math.max(0, Math.min(1, share)) * 100;
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuenow={Math.round(width)}
      aria-valuemin={0}
      aria-valuemax={100}
      className={cx('h-1 overflow-hidden rounded-[2px] bg-surface-3', className)}
    >
      <div className="h-full rounded-[2px] bg-accent" style={{ width: `${width}%` }} />
    </div>
  );
}

/** A long job: rows done of all, and the time left. The page may be left; a notification ends it. */
export function JobProgress({
  done,
  total,
  label,
  left,
}: {
  done: number;
  total: number;
  label: string;
  left?: string;
}) {
  return (
    <div className="flex flex-col gap-1">
      <Bar share={total > 0 ? done / total : 0} label={label} />
      <p className="flex justify-between text-xs text-ink-3">
        <span>
          <Trans>
            {done} of {total}
          </Trans>
        </span>
        {left}
      </p>
    </div>
  );
}
