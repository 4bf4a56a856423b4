import { describe, expect, it } from 'vitest';
import { matrixOf, sumOf } from './matrix';

const call = (author_id: string, started_at: string, talk_seconds: number | null = null) => ({
  author_id,
  started_at,
  talk_seconds,
  reached: talk_seconds !== null,
});
const item = (assignee_id: string, due_at: string | null, state: 'planned' | 'done' = 'planned') => ({
  assignee_id,
  due_at,
  state,
});

describe('a team’s day', () => {
  const day = matrixOf(
    ['a', 'b'],
    [call('a', '2026-11-24T07:59:00Z', 60), call('a', '2026-11-24T08:00:00Z'), call('x', '2026-11-24T08:00:00Z')],
    [item('a', '2026-11-24T08:30:00Z', 'done'), item('a', null), item('b', '2026-11-24T13:00:00Z')],
    'Asia/Shanghai',
    '2026-11-24',
  );

  it('counts each call and each hour of a plan once, on the reader’s clock, of the team alone', () => {
    expect(day.members[0]?.cells.get(15)).toEqual({ planned: 0, dialled: 1 });
    expect(day.members[0]?.cells.get(16)).toEqual({ planned: 1, dialled: 1 });
    expect(day.members[1]?.cells.get(21)).toEqual({ planned: 1, dialled: 0 });
    expect([sumOf(day.members, 'dialled'), sumOf(day.members, 'connected'), sumOf(day.members, 'talkSeconds')]).toEqual(
      [2, 1, 60],
    );
    expect([sumOf(day.members, 'done'), sumOf(day.members, 'planned')]).toEqual([1, 3]);
  });

  it('puts a plan’s hours after midnight behind the evening, and those before it ahead of the morning', () => {
    const night = matrixOf(
      ['a'],
      [],
      [item('a', '2026-11-24T16:30:00Z'), item('a', '2026-11-23T22:00:00Z'), item('a', '2026-11-24T14:00:00Z')],
      'Asia/Shanghai',
      '2026-11-24',
    );
    expect([...(night.members[0]?.cells.keys() ?? [])].toSorted((a, b) => a - b)).toEqual([6, 22, 24]);
    expect(night.hours).toEqual([5, 6, 7, 21, 22, 23, 24, 25]);
  });

  it('shows the hours that hold something and their neighbours, not the empty stretch between', () => {
    expect(day.hours).toEqual([14, 15, 16, 17, 20, 21, 22]);
    expect(matrixOf([], [], [], 'UTC', '2026-11-24').hours).toHaveLength(10);
  });
});
