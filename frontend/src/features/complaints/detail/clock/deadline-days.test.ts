import { describe, expect, it } from 'vitest';
import type { ExplainedDeadline } from '@/api';
import { daysOf, secondsLeft } from './deadline-days';

const span = (start: string, end: string) => ({ start, end, seconds: (Date.parse(end) - Date.parse(start)) / 1000 });

// Eight hours, nine to six with an hour's break, from Friday noon: one o'clock to six, then Monday until noon.
const deadline = {
  started_at: '2026-03-13T04:00:00Z',
  due_at: '2026-03-16T04:00:00Z',
  met_at: null,
  cancelled_at: null,
  overdue: false,
  explanation: {
    zone: 'Asia/Shanghai',
    counted: [
      span('2026-03-13T05:00:00Z', '2026-03-13T10:00:00Z'),
      span('2026-03-16T01:00:00Z', '2026-03-16T04:00:00Z'),
    ],
    pauses: [],
    special_days: [],
  },
} as unknown as ExplainedDeadline;

describe('the days of a deadline', () => {
  it('are those of the department, the weekend outlined, the present one as far as it has gone', () => {
    const days = daysOf(deadline, Date.parse('2026-03-16T02:30:00Z'));
    expect(days.map((day) => [day.date.slice(8), day.isWorking])).toEqual([
      ['13', true],
      ['14', false],
      ['15', false],
      ['16', true],
    ]);
    expect(days[0]?.parts).toEqual([{ kind: 'counted', from: 4 / 9, to: 1 }]);
    expect(days[3]?.parts).toEqual([{ kind: 'counted', from: 0, to: 1.5 / 9 }]);
  });

  it('go on beyond the deadline until it is met', () => {
    const late = { ...deadline, overdue: true };
    const days = daysOf(late, Date.parse('2026-03-16T06:00:00Z'));
    expect(days[3]?.parts.map((part) => part.kind)).toEqual(['counted', 'beyond']);
    const met = daysOf({ ...late, met_at: '2026-03-16T05:00:00Z' }, Date.parse('2026-03-18T06:00:00Z'));
    expect(met).toHaveLength(4);
  });

  it('show what was waited for as such', () => {
    const pauses = [{ start: '2026-03-16T01:00:00Z', end: null }];
    const held = { ...deadline, due_at: null, explanation: { ...deadline.explanation, pauses } };
    const days = daysOf(held, Date.parse('2026-03-17T02:00:00Z'));
    expect(days.at(-1)?.parts.map((part) => part.kind)).toEqual(['waiting']);
  });

  it('leave so much working time', () => {
    expect(secondsLeft(deadline, Date.parse('2026-03-14T00:00:00Z'))).toBe(3 * 3600);
    expect(secondsLeft(deadline, Date.parse('2026-03-16T05:00:00Z'))).toBe(0);
  });
});
