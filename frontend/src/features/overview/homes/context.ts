import { useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { addDays, dateIn, dayIn, instantOf, useMinute } from '@/shared/time';
import type { Context } from './roles';

/** The instant at which a day begins in a zone. */
export function startOf(day: string, zone: string): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return instantOf({ year, month, day: date, hour: 0, minute: 0 }, zone).toISOString();
}

/** Whose home it is and where its days begin; it changes at midnight. */
export function useContext(): Context {
  const me = useMe();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const monthAgo = addDays(today, -30);
  return { me, today, monthAgo, midnight: startOf(today, zone), monthStart: startOf(monthAgo, zone) };
}

/** The title of a home with its day. */
export function useToday(): string {
  const now = useMinute();
  const { zone } = usePreferences();
  return dateIn(now, zone, now, { weekday: true });
}
