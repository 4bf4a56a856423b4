import type { ExplainedDeadline } from '@/api';
import { addDays, dayIn, wallTime } from '@/shared/time';
import type { DayPart } from '@/shared/ui/signature/deadline-bar';

/** One calendar day of the department that owes the work, and what of it counted. */
export interface CountedDay {
  date: string;
  isWorking: boolean;
  parts: DayPart[];
}

type Counted = Pick<ExplainedDeadline, 'started_at' | 'due_at' | 'met_at' | 'cancelled_at' | 'overdue' | 'explanation'>;

interface Hours {
  from: number;
  to: number;
}

const minutesOf = (at: string | number, zone: string) => {
  const { hour, minute } = wallTime(at, zone);
  return hour * 60 + minute;
};

/** From when to when the department works, by the earliest and latest stretch that was counted. */
function hoursOf({ explanation: { counted, zone } }: Counted): Hours {
  const from = Math.min(...counted.map((span) => minutesOf(span.start, zone)), 9 * 60);
  const to = Math.max(...counted.map((span) => minutesOf(span.end, zone)), from + 60);
  return { from, to };
}

/** How far through the working hours of its day a moment lies, 0 to 1. */
function fraction(at: string | number, zone: string, { from, to }: Hours): number {
  return Math.max(0, Math.min(1, (minutesOf(at, zone) - from) / (to - from)));
}

interface Stretch {
  kind: DayPart['kind'];
  start: number;
  end: number;
}

const time = (at: string) => Date.parse(at);

/** What happened on the way: time that counted until the clock stopped, time waited, time beyond. */
function stretches(deadline: Counted, until: number): Stretch[] {
  const { explanation, due_at: due, overdue } = deadline;
  const counted = explanation.counted.map(({ start, end }): Stretch => ({
    kind: 'counted',
    start: time(start),
    end: Math.min(time(end), until),
  }));
  const waited = explanation.pauses.map(({ start, end }): Stretch => ({
    kind: 'waiting',
    start: time(start),
    end: end === null ? until : Math.min(time(end), until),
  }));
  const beyond: Stretch[] = overdue && due !== null ? [{ kind: 'beyond', start: time(due), end: until }] : [];
  return [...counted, ...waited, ...beyond].filter(({ start, end }) => end > start);
}

/** A stretch cut to one calendar day there. */
function partOf({ kind, start, end }: Stretch, date: string, zone: string, hours: Hours): DayPart | null {
  const first = dayIn(start, zone);
  const last = dayIn(end, zone);
  if (date < first || date > last) return null;
  const from = date === first ? fraction(start, zone, hours) : 0;
  const to = date === last ? fraction(end, zone, hours) : 1;
  return to > from ? { kind, from, to } : null;
}

const DAYS_OFF = [6, 7];

/** The days of a deadline, from its start to where it ends or stands, as the bar draws them. */
export function daysOf(deadline: Counted, now: number): CountedDay[] {
  const { explanation, started_at: start, due_at: due, met_at: met, cancelled_at: cancelled } = deadline;
  const { zone, counted, special_days: special } = explanation;
  const stopped = met ?? cancelled;
  const until = stopped === null ? now : time(stopped);
  const hours = hoursOf(deadline);
  const worked = new Set(counted.map((span) => dayIn(span.start, zone)));
  const off = new Map(special.map((day) => [day.date, day.hours.length === 0]));
  const all = stretches(deadline, until);
  const end = Math.max(until, due === null ? 0 : time(due));
  const last = dayIn(end, zone);
  const days: CountedDay[] = [];
  for (let date = dayIn(start, zone); date <= last && days.length < 60; date = addDays(date, 1)) {
    const weekday = wallTime(`${date}T12:00:00Z`, 'UTC').weekday;
    const isWorking = worked.has(date) || !(off.get(date) ?? DAYS_OFF.includes(weekday));
    const parts = isWorking ? all.flatMap((stretch) => partOf(stretch, date, zone, hours) ?? []) : [];
    days.push({ date, isWorking, parts });
  }
  return days;
}

/** Working seconds still to come before it is due, of the stretches the server counted. */
export function secondsLeft({ explanation }: Counted, now: number): number {
  return explanation.counted.reduce((sum, { start, end }) => {
    const from = Math.max(time(start), now);
    return sum + Math.max(0, (time(end) - from) / 1000);
  }, 0);
}
