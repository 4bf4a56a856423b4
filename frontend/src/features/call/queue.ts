import type { DialEntry, DialQueue } from '@/api';
import { toDate } from '@/shared/time';

/** The queue, or what of it is in one zone. */
export function inZone({ now, later }: Pick<DialQueue, 'now' | 'later'>, zone: string | null) {
  const here = (entry: DialEntry) => zone === null || entry.zone === zone;
  return { now: now.filter(here), later: later.filter(here) };
}

/** What tells an entry from the others: its planned contact, or its customer where none is planned yet. */
export const keyOf = (entry: DialEntry) => entry.item_id ?? entry.customer_id;

export interface ZoneShare {
  zone: string;
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

/** The zones of the queue: those where somebody may be called first, most first, then by who joins soonest. */
export function zonesOf({ now, later }: Pick<DialQueue, 'now' | 'later'>): ZoneShare[] {
  const shares = new Map<string, ZoneShare>();
  for (const entry of [...now, ...later]) {
    if (entry.zone === null) continue;
    const share = shares.get(entry.zone) ?? {
      zone: entry.zone,
      count: 0,
      due: 0,
      nextAt: null,
      isOff: true,
      closesAt: null,
    };
    shares.set(entry.zone, share);
    share.count += 1;
    share.isOff &&= entry.call_time.closed === 'holiday' || entry.call_time.closed === 'day_off';
    if (entry.held === null) {
      share.due += 1;
      share.closesAt ??= entry.call_time.closes_at;
    } else if (entry.joins_at !== null && (share.nextAt === null || toDate(entry.joins_at) < toDate(share.nextAt))) {
      share.nextAt = entry.joins_at;
    }
  }
  return [...shares.values()].toSorted(
    (a, b) => b.due - a.due || (a.nextAt ?? '').localeCompare(b.nextAt ?? '') || a.zone.localeCompare(b.zone),
  );
}
