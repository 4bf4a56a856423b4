import { describe, expect, it } from 'vitest';
import type { TeamDayMember } from '@/api';
import { hourOf, matrixOf, sumOf } from './matrix';

const hour = (begins_at: string, planned: number, dialled: number, connected = 0) => ({
  begins_at,
  planned,
  dialled,
  connected,
});
const member = (id: string, hours: TeamDayMember['hours']): TeamDayMember => ({
  user_id: id,
  user_name: id,
  team_id: 'team',
  planned: 2,
  done: 1,
  dialled: 3,
  connected: 1,
  talk_seconds: 60,
  owed: 10,
  overdue: 1,
  stuck: 0,
  hours,
});

describe('a team’s day', () => {
  const day = matrixOf(
    [
      member('a', [hour('2026-11-24T07:00:00Z', 0, 2, 1), hour('2026-11-24T08:00:00Z', 1, 1)]),
      member('b', [hour('2026-11-24T08:00:00Z', 3, 0), hour('2026-11-24T13:00:00Z', 1, 0)]),
    ],
    'Asia/Shanghai',
    '2026-11-24',
  );

  it('stands on the reader’s clock, and sums over people', () => {
    expect(day.members[0]?.cells.get(15)).toEqual({ planned: 0, dialled: 2, connected: 1 });
    expect(day.members[1]?.cells.get(21)).toEqual({ planned: 1, dialled: 0, connected: 0 });
    expect(hourOf(day, 16)).toEqual({ planned: 4, dialled: 1, connected: 0 });
    expect([sumOf(day.members, 'dialled'), sumOf(day.members, 'owed')]).toEqual([6, 20]);
    expect(day.most).toBe(3);
  });

  it('puts a plan’s hours after midnight behind the evening, and those before it ahead of the morning', () => {
    const night = matrixOf(
      [
        member('a', [
          hour('2026-11-23T22:00:00Z', 1, 0),
          hour('2026-11-24T14:00:00Z', 1, 0),
          hour('2026-11-24T16:00:00Z', 1, 0),
        ]),
      ],
      'Asia/Shanghai',
      '2026-11-24',
    );
    expect([...(night.members[0]?.cells.keys() ?? [])]).toEqual([6, 22, 24]);
    expect(night.hours).toEqual([5, 6, 7, 21, 22, 23, 24, 25]);
  });

  it('shows the hours that hold something and their neighbours, not the empty stretch between', () => {
    expect(day.hours).toEqual([14, 15, 16, 17, 20, 21, 22]);
    expect(matrixOf([], 'UTC', '2026-11-24').hours).toHaveLength(10);
  });
});
