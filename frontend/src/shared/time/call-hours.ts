import { type Instant, toDate } from './zones';

/** What the server said of calling somebody, when it was asked. */
interface Asked {
  due_from: string;
  promised?: boolean;
  call_time?: { callable_now: boolean | null; opens_at: string | null; closes_at: string | null } | null;
}

/** Whether they may be called at `now`; null while their time is unknown. The server's own times carry its answer on. */
export function isOpen({ call_time: time }: Asked, now: Instant): boolean | null {
  if (!time || time.callable_now === null) return null;
  const at = toDate(now);
  if (time.callable_now) return time.closes_at === null || at < toDate(time.closes_at);
  return time.opens_at !== null && at >= toDate(time.opens_at);
}

/** Whether it is to be called now: due, and they may be called there. A call that was promised comes at its minute. */
export function isCallable(item: Asked, now: Instant): boolean {
  return toDate(item.due_from) <= toDate(now) && (item.promised === true || isOpen(item, now) !== false);
}

/** When it joins the queue by itself: when it is due and they may be called; null when that is not known. */
export function joinsAt(item: Asked, now: Instant): string | null {
  if (isOpen(item, now) !== false) return item.due_from;
  const opens = item.call_time?.opens_at ?? null;
  if (opens === null || toDate(opens) <= toDate(now)) return null;
  return toDate(opens) > toDate(item.due_from) ? opens : item.due_from;
}
