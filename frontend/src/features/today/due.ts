import type { PlannedContact } from '@/api';
import { dayIn, daysBetween, isCallable, joinsAt } from '@/shared/time';

export type Kind = 'overdue' | 'agreed' | 'follow_up' | 'other';

/** What an item is on my list for: its day has passed there, a time was agreed, it follows something up, or else. */
export function kindOf(item: PlannedContact, now: number): Kind {
  if (daysBetween(item.due_on, dayIn(now, item.zone)) > 0) return 'overdue';
  if (item.due_at !== null) return 'agreed';
  return item.plan_kind === 'follow_up' || item.plan_kind === 'dial' ? 'follow_up' : 'other';
}

/** Items that are due today or earlier on the customer's calendar. */
export function dueToday(items: readonly PlannedContact[], now: number): PlannedContact[] {
  return items.filter((item) => daysBetween(item.due_on, dayIn(now, item.zone)) >= 0);
}

/** Whom to call next: the first telephone item that is due and may be called now. */
export function nextCall(items: readonly PlannedContact[], now: number): PlannedContact | null {
  return items.find((item) => item.method === 'phone' && isCallable(item, now)) ?? null;
}

/** The call that joins by itself next, when none may be made now. */
export function nextToJoin(items: readonly PlannedContact[], now: number): PlannedContact | null {
  const calls = items.filter((item) => item.method === 'phone' && joinsAt(item, now) !== null);
  return calls.toSorted((a, b) => (joinsAt(a, now) ?? '').localeCompare(joinsAt(b, now) ?? ''))[0] ?? null;
}
