import type { WorkHours, WorkingCalendar } from '@/api';

/* Working hours as people type and read them: `09:00–12:00, 13:00–18:00`. Pure. */

export type Ranges = NonNullable<WorkHours>;
export type Week = WorkingCalendar['weekly'];
export type Weekday = keyof Week;

export const WEEKDAYS: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

/** Ranges in words, parted as the language parts a list; empty for none. */
export const hoursText = (ranges: Ranges, comma = ', '): string =>
  ranges.map(({ start, end }) => `${start}–${end}`).join(comma);

const clock = (hour: string | undefined, minute = '00'): string | null => {
  const [h, m] = [Number(hour), Number(minute)];
  if (!(h <= 24 && m < 60) || (h === 24 && m !== 0)) return null;
  return `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
};

const RANGE = /^(\d{1,2})(?::?(\d{2}))?-(\d{1,2})(?::?(\d{2}))?$/;

/** What was typed as ranges, in their order; null when some of it is none. Empty text is a day off. */
export function hoursIn(text: string): Ranges | null {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[–—~至到]/g, '-')
    .replaceAll(/\s*-\s*/g, '-');
  const ranges: Ranges = [];
  for (const part of plain.split(/[,;、\s]+/).filter(Boolean)) {
    const [, startHour, startMinute, endHour, endMinute] = RANGE.exec(part) ?? [];
    const start = clock(startHour, startMinute);
    const end = clock(endHour, endMinute);
    if (start === null || end === null || start >= end) return null;
    ranges.push({ start, end });
  }
  const isApart = ranges.every((range, index) => index === 0 || (ranges[index - 1]?.end ?? '') <= range.start);
  return isApart ? ranges : null;
}

/** Things in groups by a key, both in the order in which they come. */
export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): [string, Item[]][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.entries()];
}
