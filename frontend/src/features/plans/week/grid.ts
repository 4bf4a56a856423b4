import type { PlannedContact } from '@/api';
import { addDays, instantOf, wallTime } from '@/shared/time';

/* The week as a grid: days across, the customers' own clocks down, so that all their hours line up. */

export const FROM_HOUR = 7;
export const TO_HOUR = 20;
/** Height of an hour. */
export const HOUR = 56;
/** How long a contact stands in the grid: what it takes is not planned. What is over needs a line, not two. */
const LASTS = 45;
const OVER_LASTS = 20;
/** Whether a contact is over: made, or missed. */
export const isOver = ({ state }: Pick<PlannedContact, 'state'>) => state === 'done' || state === 'missed';
const lastsOf = (item: PlannedContact) => (isOver(item) ? OVER_LASTS : LASTS);
/** Arrows move by this. */
export const STEP = 15;

/** The Monday of the week that a day lies in. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return addDays(day, 1 - weekday);
}

/** The number of the week that a Monday begins, as ISO 8601 counts them, and its year. */
export function weekNumber(monday: string): { year: number; week: number } {
  const thursday = addDays(monday, 3);
  const year = Number(thursday.slice(0, 4));
  const first = mondayOf(`${year}-01-04`);
  return { year, week: 1 + Math.round((Date.parse(monday) - Date.parse(first)) / (7 * 86_400_000)) };
}

/** Minutes after midnight on the customer's clock. */
export function minuteOf(at: string, zone: string): number {
  const { hour, minute } = wallTime(at, zone);
  return hour * 60 + minute;
}

export interface Placed {
  item: PlannedContact;
  minute: number;
  lane: number;
  lanes: number;
}

const DAY_WIDTH = 110;
const LANE_WIDTH = 31; // 24 to be hit, and the air between two

/** Contacts of one day side by side where they overlap: each with its lane, and how many lanes its group has. */
export function placed(items: readonly PlannedContact[]): Placed[] {
  const timed = items
    .flatMap((item) => (item.due_at === null ? [] : [{ item, minute: clamped(minuteOf(item.due_at, item.zone)) }]))
    .toSorted((a, b) => a.minute - b.minute || a.item.id.localeCompare(b.item.id));
  const found: Placed[] = [];
  let group: Placed[] = [];
  let ends: number[] = [];
  for (const { item, minute } of timed) {
    if (ends.every((end) => end <= minute)) {
      group = [];
      ends = [];
    }
    const free = ends.findIndex((end) => end <= minute);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = minute + lastsOf(item);
    const place = { item, minute, lane, lanes: 1 };
    group.push(place);
    found.push(place);
    for (const each of group) each.lanes = ends.length;
  }
  return found;
}

/** How narrow a day may be, in pixels: so that what overlaps in it can still be hit with a finger. */
export function narrowest(items: readonly PlannedContact[]): number {
  return Math.max(DAY_WIDTH, ...placed(items).map(({ lanes }) => lanes * LANE_WIDTH));
}

const clamped = (minute: number) => Math.max(FROM_HOUR * 60, Math.min(TO_HOUR * 60 - LASTS, minute));

/** How far down a minute of the day stands. */
export const topOf = (minute: number) => ((minute - FROM_HOUR * 60) / 60) * HOUR;
export const heightOf = (item: PlannedContact) => (lastsOf(item) / 60) * HOUR;

/** The minute at a height, to the quarter of an hour. */
export const minuteAt = (top: number) => clamped(FROM_HOUR * 60 + Math.round(((top / HOUR) * 60) / STEP) * STEP);

/** A moment of a day on the customer's clock. */
export function momentOf(day: string, minute: number, zone: string): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const wall = { year, month, day: date, hour: Math.floor(minute / 60), minute: minute % 60 };
  return instantOf(wall, zone).toISOString().replace('.000Z', 'Z');
}

/** Where a contact is moved to: a day there, and a moment of it where one was said. */
export interface Target {
  on: string;
  at: string | null;
}

/** A contact some minutes or days away from where it stands; what has no time yet gets nine o'clock. */
export function shifted({ on, at }: Target, zone: string, minutes: number, days: number): Target {
  const day = addDays(on, days);
  if (at === null && minutes === 0) return { on: day, at: null };
  const minute = at === null ? 9 * 60 : minuteOf(at, zone) + minutes;
  return { on: day, at: momentOf(day, clamped(minute), zone) };
}

/** The beginnings of the next hours in which they may be called, before where the contact stands; three at most. */
export function earlier(
  windows: readonly { starts_at: string; ends_at: string }[],
  before: string,
  now: number,
): string[] {
  const quarter = STEP * 60_000;
  return windows
    .flatMap(({ starts_at, ends_at }) => {
      const start = Math.ceil(Math.max(Date.parse(starts_at), now) / quarter) * quarter;
      return start < Date.parse(ends_at) && start < Date.parse(before) ? [new Date(start)] : [];
    })
    .slice(0, 3)
    .map((at) => at.toISOString().replace('.000Z', 'Z'));
}
