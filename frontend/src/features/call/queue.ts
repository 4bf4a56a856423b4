import type { PlannedContact } from '@/api';
import { isCallable, joinsAt, toDate } from '@/shared/time';

/** The queue as it stands: what may be called now, in the server's order, and what joins by itself later. */
export interface Queue {
  due: PlannedContact[];
  held: PlannedContact[];
}

/** Splits the queue at `now` (epoch ms) by when the server says an item is due and may be called; calls that were promised come first at their minute. `zone` keeps one zone alone. */
export function queueAt(items: readonly PlannedContact[], now: number, zone: string | null = null): Queue {
  const here = zone === null ? items : items.filter((item) => item.zone === zone);
  const due = here.filter((item) => isCallable(item, now));
  const promised = due.filter((item) => item.promised);
  return {
    due: [...promised, ...due.filter((item) => !item.promised)],
    held: here.filter((item) => !isCallable(item, now)).toSorted((a, b) => soonest(a, now) - soonest(b, now)),
  };
}

const soonest = (item: PlannedContact, now: number) => {
  const at = joinsAt(item, now);
  return at === null ? Number.MAX_SAFE_INTEGER : toDate(at).getTime();
};

/** The item after `id` in the order of the queue, due ones first; the first one when `id` is not there; null when none is left. */
export function nextAfter({ due, held }: Queue, id: string | null): PlannedContact | null {
  const all = [...due, ...held];
  const at = all.findIndex((item) => item.id === id);
  const rest = at < 0 ? all : [...all.slice(at + 1), ...all.slice(0, at)];
  return rest.find((item) => due.includes(item)) ?? rest[0] ?? null;
}

export interface ZoneShare {
  zone: string;
  /** How many of the queue are there. */
  count: number;
  due: number;
  /** When the next one there may be called; null when all may be. */
  nextAt: string | null;
  /** Until when those that may be called now may be; null when none may, or it is not known. */
  closesAt: string | null;
}

/** The zones of the queue: those with due items first, most first, then by what becomes due soonest. */
export function zonesOf({ due, held }: Queue, now: number): ZoneShare[] {
  const shares = new Map<string, ZoneShare>();
  const share = (zone: string) => {
    const found = shares.get(zone) ?? { zone, count: 0, due: 0, nextAt: null, closesAt: null };
    shares.set(zone, found);
    return found;
  };
  for (const item of due) {
    const there = share(item.zone);
    there.count += 1;
    there.due += 1;
    there.closesAt ??= item.call_time?.closes_at ?? null;
  }
  for (const item of held) {
    const there = share(item.zone);
    there.count += 1;
    const joins = joinsAt(item, now);
    if (joins !== null && (there.nextAt === null || toDate(joins) < toDate(there.nextAt))) there.nextAt = joins;
  }
  return [...shares.values()].toSorted(
    (a, b) => b.due - a.due || (a.nextAt ?? '').localeCompare(b.nextAt ?? '') || a.zone.localeCompare(b.zone),
  );
}
