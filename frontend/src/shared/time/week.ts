import type { WeekHours } from '@/api';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type Stretches = NonNullable<WeekHours[Weekday]>;
/** A week with all its days. */
export type Week = Record<Weekday, Stretches>;

const STRETCH = /^([01]\d|2[0-3]):([0-5]\d)[-–]([01]\d|2[0-4]):([0-5]\d)$/;

/** Hours as people type them, `13:00–18:00 19:00–22:00`; empty for a free day. */
export function typed(stretches: Stretches): string {
  return stretches.map((each) => `${each.start}–${each.end}`).join(' ');
}

/** What was typed as stretches in order; null where it is none. */
export function read(text: string): Stretches | null {
  const parts = text
    .trim()
    .split(/[\s,，;；]+/)
    .filter((part) => part !== '');
  const found: Stretches = [];
  for (const part of parts) {
    const [start, end] = STRETCH.test(part) ? part.split(/[-–]/) : [];
    const last = found.at(-1);
    if (start === undefined || end === undefined || start >= end || end > '24:00' || (last && start < last.end)) {
      return null;
    }
    found.push({ start, end });
  }
  return found;
}

/** Minutes worked in a week. */
export function minutes(week: Week): number {
  const at = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return WEEKDAYS.flatMap((day) => week[day]).reduce((sum, each) => sum + at(each.end) - at(each.start), 0);
}
