import type { TeamDayMember } from '@/api';
import { dayIn, daysBetween, wallTime } from '@/shared/time';

export interface Cell {
  planned: number;
  dialled: number;
  connected: number;
}

export interface MemberDay extends Omit<TeamDayMember, 'hours'> {
  /** By hour from the reader's midnight on: 24 is the hour after the next one. */
  cells: ReadonlyMap<number, Cell>;
}

export interface TeamMatrix {
  hours: readonly number[];
  /** The most of any cell: the height of the tallest bar. */
  most: number;
  members: readonly MemberDay[];
}

/** Hours that are shown when nothing falls into any. */
const WORKDAY = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18];

/** A team's day by person and hour. A customer's day may end after the reader's: its hours follow the last of today. */
export function matrixOf(members: readonly TeamDayMember[], zone: string, today: string): TeamMatrix {
  const hourOf = (instant: string) => daysBetween(today, dayIn(instant, zone)) * 24 + wallTime(instant, zone).hour;
  const days = members.map(({ hours, ...member }) => ({
    ...member,
    cells: new Map<number, Cell>(hours.map(({ begins_at, ...cell }) => [hourOf(begins_at), cell])),
  }));
  const used = days.flatMap((member) => [...member.cells.keys()]);
  // An empty hour stands only beside one that holds something: a night between two shifts is left out.
  const first = Math.min(...used) - 1;
  const all = Array.from({ length: used.length === 0 ? 0 : Math.max(...used) - first + 2 }, (_, step) => first + step);
  const near = all.filter((hour) => used.some((each) => Math.abs(each - hour) <= 1));
  const cells = days.flatMap((member) => [...member.cells.values()]);
  return {
    hours: near.length > 0 ? near : WORKDAY,
    most: Math.max(1, ...cells.map((cell) => Math.max(cell.planned, cell.dialled))),
    members: days,
  };
}

type Figure = 'planned' | 'done' | 'dialled' | 'connected' | 'talk_seconds' | 'owed' | 'overdue' | 'stuck';

/** The sum of one figure over some people. */
export function sumOf(members: readonly Pick<TeamDayMember, Figure>[], figure: Figure): number {
  return members.reduce((sum, member) => sum + member[figure], 0);
}

/** What all of them have in one hour. */
export function hourOf(matrix: TeamMatrix, hour: number): Cell {
  const cells = matrix.members.flatMap((member) => member.cells.get(hour) ?? []);
  const sum = (part: keyof Cell) => cells.reduce((total, cell) => total + cell[part], 0);
  return { planned: sum('planned'), dialled: sum('dialled'), connected: sum('connected') };
}

/** An hour from midnight on, as a clock says it. */
export const clockHour = (hour: number) => `${(hour + 24) % 24}:00`;
