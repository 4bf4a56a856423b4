import type { CallRecord, PlannedContact } from '@/api';
import { dayIn, daysBetween, wallTime } from '@/shared/time';

export interface Cell {
  planned: number;
  dialled: number;
}

export interface MemberDay {
  id: string;
  /** Contacts planned for the day, and those of them that were made. */
  planned: number;
  done: number;
  dialled: number;
  connected: number;
  talkSeconds: number;
  /** By hour from the reader's midnight on: 24 is the hour after the next one. */
  cells: ReadonlyMap<number, Cell>;
}

export interface TeamMatrix {
  hours: readonly number[];
  /** The most of any cell: the height of the tallest bar. */
  most: number;
  members: readonly MemberDay[];
}

type Call = Pick<CallRecord, 'author_id' | 'started_at' | 'reached' | 'talk_seconds'>;
type Item = Pick<PlannedContact, 'assignee_id' | 'due_at' | 'state'>;

/** Hours that are shown when nothing falls into any. */
const WORKDAY = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18];

/**
 * A team's day by person and hour, in the reader's zone: what was planned for an hour and what was dialled in it.
 * Contacts planned for the day without an hour count for the day alone. A customer's day may end after the reader's:
 * its hours follow the last of today.
 */
export function matrixOf(
  memberIds: readonly string[],
  calls: readonly Call[],
  items: readonly Item[],
  zone: string,
  today: string,
): TeamMatrix {
  const hourOf = (instant: string) => daysBetween(today, dayIn(instant, zone)) * 24 + wallTime(instant, zone).hour;
  const members = memberIds.map((id) => {
    const ours = items.filter((item) => item.assignee_id === id);
    const made = calls.filter((call) => call.author_id === id);
    const cells = new Map<number, Cell>();
    const add = (hour: number, part: keyof Cell) => {
      const cell = cells.get(hour) ?? { planned: 0, dialled: 0 };
      cells.set(hour, { ...cell, [part]: cell[part] + 1 });
    };
    for (const item of ours) if (item.due_at !== null) add(hourOf(item.due_at), 'planned');
    for (const call of made) add(hourOf(call.started_at), 'dialled');
    return {
      id,
      planned: ours.length,
      done: ours.filter((item) => item.state === 'done').length,
      dialled: made.length,
      connected: made.filter((call) => call.reached).length,
      talkSeconds: made.reduce((sum, call) => sum + (call.talk_seconds ?? 0), 0),
      cells,
    };
  });
  const used = members.flatMap((member) => [...member.cells.keys()]);
  // An empty hour stands only beside one that holds something: a night between two shifts is left out.
  const first = Math.min(...used) - 1;
  const all = Array.from({ length: used.length === 0 ? 0 : Math.max(...used) - first + 2 }, (_, step) => first + step);
  const near = all.filter((hour) => used.some((each) => Math.abs(each - hour) <= 1));
  const hours = near.length > 0 ? near : WORKDAY;
  const most = Math.max(
    1,
    ...members.flatMap((member) => [...member.cells.values()].map((cell) => Math.max(cell.planned, cell.dialled))),
  );
  return { hours, most, members };
}

/** The sum of one figure over the team. */
export function sumOf(
  members: readonly MemberDay[],
  part: 'planned' | 'done' | 'dialled' | 'connected' | 'talkSeconds',
): number {
  return members.reduce((sum, member) => sum + member[part], 0);
}
