import { describe, expect, it } from 'vitest';
import type { ComplaintLine } from '@/api';
import { groupOf, grouped } from './groups';

const line = (part: Partial<ComplaintLine>) =>
  ({
    overdue: false,
    paused: false,
    due_at: '2026-03-10T09:00:00Z',
    working_seconds_left: 3600,
    archived_at: null,
    ...part,
  }) as ComplaintLine;

describe('the desk', () => {
  it('tells late from soon, later and waiting, by the working time the server counted', () => {
    expect(groupOf(line({ overdue: true, working_seconds_left: -60 }))).toBe('passed');
    expect(groupOf(line({}))).toBe('soon');
    expect(groupOf(line({ working_seconds_left: 9 * 3600 }))).toBe('later');
    expect(groupOf(line({ due_at: null, paused: true }))).toBe('waiting');
    expect(groupOf(line({ due_at: null }))).toBe('none');
    expect(groupOf(line({ archived_at: '2026-03-10T09:00:00Z', overdue: true }))).toBe('archived');
  });

  it('keeps the order within a group and shows no empty group', () => {
    const lines = [line({ number: 'b' }), line({ number: 'a', overdue: true }), line({ number: 'c' })];
    expect(grouped(lines).map(({ group, lines: held }) => [group, held.map((each) => each.number).join('')])).toEqual([
      ['passed', 'a'],
      ['soon', 'bc'],
    ]);
  });
});
