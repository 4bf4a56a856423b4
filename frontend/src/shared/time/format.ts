import { language } from '@/shared/i18n';
import { cityOf } from './cities';
import { type Instant, type WallTime, dayIn, daysBetween, toDate, wallTime } from './zones';

const WEEKDAYS = {
  'zh-CN': ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number) => String(value).padStart(2, '0');

/** `周二`, `Tue`. `weekday` 1 is Monday. */
export function weekdayName(weekday: number): string {
  return WEEKDAYS[language()][weekday - 1] ?? '';
}

/** `09:42` */
export function clock(wall: Pick<WallTime, 'hour' | 'minute'>): string {
  return `${two(wall.hour)}:${two(wall.minute)}`;
}

/** The clock of a place: `09:42`. */
export function timeIn(instant: Instant, zone: string): string {
  return clock(wallTime(instant, zone));
}

export interface DateStyle {
  /** Add the day of the week: `11月24日 周二`, `Tue 24 Nov`. */
  weekday?: boolean;
  /** For narrow columns: `11-24`, `2027-03`, `24 Nov`. */
  narrow?: boolean;
}

/** A calendar date as the API sends it (`2026-11-24`), in words. The year is said when it is not the present one. */
export function dateText(date: string, now: Instant, zone: string, style: DateStyle = {}): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const sameYear = wallTime(now, zone).year === year;
  const weekday = style.weekday ? weekdayName(new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7) : '';
  if (language() === 'en') {
    const words = `${day} ${MONTHS[month - 1] ?? ''}${sameYear ? '' : ` ${year}`}`;
    return weekday ? `${weekday} ${words}` : words;
  }
  if (style.narrow) {
    const short = sameYear ? `${two(month)}-${two(day)}` : `${year}-${two(month)}`;
    return weekday ? `${weekday} ${short}` : short;
  }
  const words = `${sameYear ? '' : `${year}年`}${month}月${day}日`;
  return weekday ? `${words} ${weekday}` : words;
}

/** The calendar date at an instant in a place, in words. */
export function dateIn(instant: Instant, zone: string, now: Instant, style: DateStyle = {}): string {
  return dateText(dayIn(instant, zone), now, zone, style);
}

/** `2026年11月`, `November 2026`: the head of a month in a list. */
export function monthText(date: string): string {
  const [year = 0, month = 0] = date.split('-').map(Number);
  return language() === 'en' ? `${MONTHS[month - 1] ?? ''} ${year}` : `${year}年${month}月`;
}

/** The day of an instant as people say it near today (今天, 明天, 周二), else the date. */
export function dayWord(instant: Instant, zone: string, now: Instant): string {
  const day = dayIn(instant, zone);
  const away = daysBetween(dayIn(now, zone), day);
  const near =
    language() === 'en' ? { '-1': 'Yesterday', 0: 'Today', 1: 'Tomorrow' } : { '-1': '昨天', 0: '今天', 1: '明天' };
  const word = near[away as -1 | 0 | 1];
  if (word !== undefined) return word;
  return away > 1 && away < 7
    ? weekdayName(wallTime(instant, zone).weekday)
    : dateText(day, now, zone, { weekday: away > 0 });
}

/** The pieces of a moment that two places share: the customer's first, then mine. */
export interface MomentParts {
  /** `周二 09:00 圣保罗` */
  there: string;
  /** `20:00 上海`; with its own weekday when the day differs. Empty when both clocks are the same. */
  here: string;
}

export interface MomentStyle {
  /** What to call the other place; its city by zone when left out. */
  place?: string | undefined;
  /** Say the date, not only the weekday: `11月24日 周二 09:00`. */
  date?: boolean;
  /** Leave out the day: `09:00 圣保罗`. */
  timeOnly?: boolean;
}

/** A moment in the customer's time and in mine: `周二 09:00 圣保罗 · 20:00 上海`. */
export function moment(
  instant: Instant,
  zone: string,
  mine: string,
  now: Instant,
  style: MomentStyle = {},
): MomentParts {
  const there = wallTime(instant, zone);
  const here = wallTime(instant, mine);
  const day = style.timeOnly
    ? ''
    : style.date
      ? `${dateIn(instant, zone, now, { weekday: true })} `
      : `${weekdayName(there.weekday)} `;
  const sameClock = there.hour === here.hour && there.minute === here.minute && there.day === here.day;
  const otherDay = there.day === here.day ? '' : `${weekdayName(here.weekday)} `;
  return {
    there: `${day}${clock(there)} ${style.place ?? cityOf(zone)}`,
    here: sameClock ? '' : `${otherDay}${clock(here)} ${cityOf(mine)}`,
  };
}

/** The same as one line of text, for names and titles. */
export function momentText(
  instant: Instant,
  zone: string,
  mine: string,
  now: Instant,
  style: MomentStyle = {},
): string {
  const { there, here } = moment(instant, zone, mine, now, style);
  return here === '' ? there : `${there} · ${here}`;
}

export interface Span {
  days: number;
  hours: number;
  minutes: number;
}

/** How far apart two instants are, in whole days, hours and minutes. */
export function span(from: Instant, to: Instant): Span {
  const minutes = Math.floor(Math.abs(toDate(to).getTime() - toDate(from).getTime()) / 60_000);
  return { days: Math.floor(minutes / 1440), hours: Math.floor(minutes / 60) % 24, minutes: minutes % 60 };
}

/** `2:05`, `1:02:40`: a duration of that many seconds on a counter. */
export function counter(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const tail = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}
