import type { ComplaintLine } from '@/api';
import { WORKING_DAY } from '@/shared/time/work';

/** What a complaint on the desk is to its reader: late, soon late, later, waiting for the customer, or without a clock. */
export type Group = 'passed' | 'soon' | 'later' | 'waiting' | 'none' | 'archived';

export const GROUPS: readonly Group[] = ['passed', 'soon', 'later', 'waiting', 'none', 'archived'];

type Line = Pick<ComplaintLine, 'overdue' | 'paused' | 'due_at' | 'working_seconds_left' | 'archived_at'>;

export function groupOf({ overdue, paused, due_at, working_seconds_left: left, archived_at }: Line): Group {
  if (archived_at !== null) return 'archived';
  if (overdue) return 'passed';
  if (due_at === null) return paused ? 'waiting' : 'none';
  return left !== null && left <= WORKING_DAY ? 'soon' : 'later';
}

/** The lines under their groups, in the order the server gave them; groups without lines are left out. */
export function grouped<Row extends Line>(lines: readonly Row[]): { group: Group; lines: Row[] }[] {
  return GROUPS.map((group) => ({ group, lines: lines.filter((line) => groupOf(line) === group) })).filter(
    ({ lines: held }) => held.length > 0,
  );
}
