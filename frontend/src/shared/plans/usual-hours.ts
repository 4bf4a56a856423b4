import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { addDays, dayIn, instantOf, wallTime } from '@/shared/time';

/** A stretch of a customer's day, by their clock: `09:00` to `12:00`. */
export interface Hours {
  start: string;
  end: string;
}

/** The company's usual calling hours at a customer, Monday to Friday, as its policy says. */
export const usualHoursQuery = queryOptions({
  queryKey: ['policies', 'local_call_window'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => {
    const policy = await unwrap(
      api.GET('/v1/policies/{key}', { signal, params: { path: { key: 'local_call_window' } } }),
    );
    return policy.in_force.value as Hours[];
  },
});

const SATURDAY = 6;
const minuteOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** The hours of the day that it is now in a zone, in minutes since midnight there; none at a weekend. */
export function hoursToday(hours: readonly Hours[], now: number, zone: string): { from: number; to: number }[] {
  if (wallTime(now, zone).weekday >= SATURDAY) return [];
  return hours.map(({ start, end }) => ({ from: minuteOf(start), to: minuteOf(end) }));
}

/** The hours there that touch a span of time, as instants (epoch milliseconds), cut to the span. */
export function hoursWithin(
  hours: readonly Hours[],
  zone: string,
  from: number,
  to: number,
): { from: number; to: number }[] {
  const first = dayIn(from, zone);
  return [0, 1, 2]
    .map((days) => addDays(first, days))
    .filter((day) => ![0, SATURDAY].includes(new Date(`${day}T00:00:00Z`).getUTCDay()))
    .flatMap((day) => {
      const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
      const at = (clock: string) => {
        const minute = minuteOf(clock);
        return instantOf(
          { year, month, day: date, hour: Math.floor(minute / 60), minute: minute % 60 },
          zone,
        ).getTime();
      };
      return hours.map(({ start, end }) => ({ from: Math.max(from, at(start)), to: Math.min(to, at(end)) }));
    })
    .filter((stretch) => stretch.from < stretch.to);
}
