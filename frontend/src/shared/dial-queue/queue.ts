import type { DialEntry, DialQueue } from '@/api';
import { type Instant, cityOf, offsetMinutes, toDate } from '@/shared/time';

/** What tells an entry from the others: its planned contact, or its customer where none is planned yet. */
export const keyOf = (entry: DialEntry) => entry.item_id ?? entry.customer_id;

/** Zones of the queue whose clocks stand alike and where calls are permitted alike: `柏林 · 马德里 +5`. */
export interface Place {
  /** IANA name of the zone with most of the queue, which stands for all. */
  zone: string;
  zones: readonly string[];
  /** How many of the queue are there. */
  count: number;
  due: number;
  /** When the next one there joins; null when all may be called, or it is not known. */
  nextAt: string | null;
  /** It is a holiday or a day off there: nobody is called. */
  isOff: boolean;
  /** Until when those that may be called now may be; null when none may, or it is not known. */
  closesAt: string | null;
}

type Shares = Pick<DialQueue, 'now' | 'later'>;

const isDayOff = (entry: DialEntry) => entry.call_time.closed === 'holiday' || entry.call_time.closed === 'day_off';
function grouped<Row>(rows: readonly Row[], by: (row: Row) => string): [string, Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(by(row), [...(groups.get(by(row)) ?? []), row]);
  return [...groups];
}
const earlier = (a: string | null, b: string | null) => (a === null || (b !== null && toDate(b) < toDate(a)) ? b : a);

/** The places of the queue: those where somebody may be called first, most first, then by who joins soonest. */
export function placesOf({ now, later }: Shares, at: Instant): Place[] {
  const all = [...now, ...later].filter((entry): entry is DialEntry & { zone: string } => entry.zone !== null);
  const inZones = grouped(all, (entry) => entry.zone);
  const alike = grouped(inZones, ([zone, entries]) =>
    [offsetMinutes(at, zone), entries.every(isDayOff), entries.some((entry) => entry.call_time.callable_now)].join(),
  );
  const places = alike.map(([, zones]): Place => {
    const bySize = zones.toSorted(([a, some], [b, others]) => others.length - some.length || a.localeCompare(b));
    const there = bySize.flatMap(([, entries]) => entries);
    const free = there.filter((entry) => entry.held === null);
    const held = there.filter((entry) => entry.held !== null);
    return {
      zone: bySize[0]?.[0] ?? '',
      zones: bySize.map(([zone]) => zone),
      count: there.length,
      due: free.length,
      nextAt: held.map((entry) => entry.joins_at).reduce(earlier, null),
      isOff: there.every(isDayOff),
      closesAt: free.map((entry) => entry.call_time.closes_at).reduce(earlier, null),
    };
  });
  return places.toSorted(
    (a, b) => b.due - a.due || (a.nextAt ?? '').localeCompare(b.nextAt ?? '') || a.zone.localeCompare(b.zone),
  );
}

/** The queue, or what of it is where a zone's clock stands. */
export function inPlace(queue: Shares, zone: string | null, at: Instant): Shares {
  const zones = zone === null ? null : (placesOf(queue, at).find((place) => place.zones.includes(zone))?.zones ?? []);
  const here = (entry: DialEntry) => zones === null || (entry.zone !== null && zones.includes(entry.zone));
  return { now: queue.now.filter(here), later: queue.later.filter(here) };
}

/** The cities that stand for a place: two by name, the rest by number. */
export function placesText({ zones }: Pick<Place, 'zones'>): string {
  const [first = '', second] = zones.map((zone) => cityOf(zone));
  if (second === undefined) return first;
  const more = zones.length > 2 ? ` +${zones.length - 2}` : '';
  return `${first} · ${second}${more}`;
}
