/** A moment on the clock of one place. `weekday` 1 is Monday, 7 is Sunday. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      weekday: 'short',
    });
    formats.set(zone, format);
  }
  return format;
}

/** What the clock and calendar on the wall of `zone` (an IANA name) show at `instant`. */
export function wallTime(instant: Instant, zone: string): WallTime {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatFor(zone).formatToParts(toDate(instant))) parts[type] = value;
  const number = (name: string) => Number(parts[name]);
  return {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
    weekday: WEEKDAYS.indexOf(parts['weekday'] ?? '') + 1,
  };
}

/** An instant: what the API sends (RFC 3339), or what the browser holds. */
export type Instant = string | number | Date;

export function toDate(instant: Instant): Date {
  return instant instanceof Date ? instant : new Date(instant);
}

/** Minutes that `zone` is ahead of UTC at `instant`. */
export function offsetMinutes(instant: Instant, zone: string): number {
  const wall = wallTime(instant, zone);
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return Math.round((asUtc - toDate(instant).getTime()) / 60_000);
}

/**
 * The instant at which `zone` shows this wall time. A time that a change of the clocks skips becomes the one as far
 * after the gap; of a time that comes twice the first is meant.
 */
export function instantOf(wall: Omit<WallTime, 'weekday' | 'second'> & { second?: number }, zone: string): Date {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second ?? 0);
  const dayBefore = offsetMinutes(asUtc - 86_400_000, zone);
  const first = asUtc - dayBefore * 60_000;
  const after = offsetMinutes(first, zone);
  if (after === dayBefore) return new Date(first);
  const second = asUtc - after * 60_000;
  return new Date(offsetMinutes(second, zone) === after ? second : first);
}

/** The calendar day in `zone` at `instant`, as the API writes dates: `2026-11-24`. */
export function dayIn(instant: Instant, zone: string): string {
  const { year, month, day } = wallTime(instant, zone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Whole days from one calendar date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** The calendar date `days` later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const known = new Map<string, boolean>();

/** Whether this browser knows the zone; an unknown one must not take a screen down. */
export function isZone(zone: string): boolean {
  let answer = known.get(zone);
  if (answer === undefined) {
    try {
      formatFor(zone);
      answer = true;
    } catch {
      answer = false;
    }
    known.set(zone, answer);
  }
  return answer;
}
