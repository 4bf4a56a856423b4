import type { PlannedContact } from '@/api';
import { toDate } from '@/shared/time';

/** The queue as it stands: what is due, in the server's order, and what joins by itself later. */
export interface Queue {
  due: PlannedContact[];
  held: PlannedContact[];
}

/** Splits the queue at `now` (epoch ms) by when the server says an item becomes due; calls that were promised come first at their minute. `zone` keeps one zone alone. */
export function queueAt(items: readonly PlannedContact[], now: number, zone: string | null = null): Queue {
  const here = zone === null ? items : items.filter((item) => item.zone === zone);
  const isDue = (item: PlannedContact) => toDate(item.due_from).getTime() <= now;
  const due = here.filter(isDue);
  const promised = due.filter((item) => item.promised);
  return {
    due: [...promised, ...due.filter((item) => !item.promised)],
    held: here.filter((item) => !isDue(item)),
  };
}

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
  /** When the next one there becomes due; null when all are due. */
  nextAt: string | null;
}

/** The zones of the queue: those with due items first, most first, then by what becomes due soonest. */
export function zonesOf({ due, held }: Queue): ZoneShare[] {
  const shares = new Map<string, ZoneShare>();
  const share = (zone: string) => {
    const found = shares.get(zone) ?? { zone, count: 0, due: 0, nextAt: null };
    shares.set(zone, found);
    return found;
  };
  for (const item of due) {
    share(item.zone).count += 1;
    share(item.zone).due += 1;
  }
  for (const item of held) {
    const there = share(item.zone);
    there.count += 1;
    if (there.nextAt === null || toDate(item.due_from) < toDate(there.nextAt)) there.nextAt = item.due_from;
  }
  return [...shares.values()].toSorted(
    (a, b) => b.due - a.due || (a.nextAt ?? '').localeCompare(b.nextAt ?? '') || a.zone.localeCompare(b.zone),
  );
}
