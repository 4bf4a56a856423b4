import { addDays, dayIn, instantOf } from '@/shared/time';

const DAYS_AHEAD = [1, 3, 7];
const MONDAY_FROM: Record<number, number> = { 6: 2, 0: 1 };

function offWeekend(day: string): string {
  return addDays(day, MONDAY_FROM[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? 0);
}

/** Half past nine in the customer's morning on some days ahead, Saturday and Sunday put off to Monday, as instants. Mere proposals: the server decides. */
export function suggestions(now: number, zone: string): string[] {
  const today = dayIn(now, zone);
  const days = [...new Set(DAYS_AHEAD.map((ahead) => offWeekend(addDays(today, ahead))))];
  return days.map((date) => {
    const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
    return instantOf({ year, month, day, hour: 9, minute: 30 }, zone).toISOString().replace('.000Z', 'Z');
  });
}
