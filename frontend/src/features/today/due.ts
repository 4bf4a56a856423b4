import type { DialEntry, DialQueue, PlannedContact } from '@/api';
import { dayIn, daysBetween } from '@/shared/time';

export type Kind = 'overdue' | 'agreed' | 'follow_up' | 'other';

/** One thing to do: a call of the queue, or another contact that is planned. */
export type Task = { call: DialEntry; item: null } | { call: null; item: PlannedContact };

/** What a planned contact is on my list for: its day has passed there, a time was agreed, it follows up, or else. */
function kindOfItem(item: PlannedContact, now: number): Kind {
  if (daysBetween(item.due_on, dayIn(now, item.zone)) > 0) return 'overdue';
  if (item.due_at !== null) return 'agreed';
  return item.plan_kind === 'follow_up' || item.plan_kind === 'dial' ? 'follow_up' : 'other';
}

/** The same of a call, as the queue says why it comes. */
function kindOfCall({ why }: DialEntry): Kind {
  if (why.kind === 'promised' || why.kind === 'agreed') return 'agreed';
  if (why.days_overdue > 0) return 'overdue';
  return why.occasion === 'revisit' || why.occasion === 'care' ? 'other' : 'follow_up';
}

export const kindOf = (task: Task, now: number): Kind =>
  task.call === null ? kindOfItem(task.item, now) : kindOfCall(task.call);

/** What is to do today: the queue in its order, then what is planned by other means and due there by today. */
export function tasksOf(
  queue: Pick<DialQueue, 'now' | 'later'>,
  items: readonly PlannedContact[],
  now: number,
): Task[] {
  const calls = [...queue.now, ...queue.later];
  const queued = new Set(calls.map((entry) => entry.item_id));
  const others = items.filter((item) => !queued.has(item.id) && daysBetween(item.due_on, dayIn(now, item.zone)) >= 0);
  return [...calls.map((call) => ({ call, item: null })), ...others.map((item) => ({ call: null, item }))];
}
