import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '@/api';
import { byMonth, countOf, filterOf } from './entries';

const NOW = Date.parse('2026-03-10T08:00:00Z');
const entry = (kind: string, at: string, more: object = {}) =>
  ({ id: at, kind, at, ...more }) as unknown as TimelineEntry;

describe('the timeline', () => {
  it('puts what is to come first, the soonest on top, and the rest under its months there', () => {
    const months = byMonth(
      [
        entry('planned_contact', '2026-03-20T08:00:00Z', { state: 'planned' }),
        entry('planned_contact', '2026-03-12T08:00:00Z', { state: 'planned' }),
        entry('planned_contact', '2026-03-09T08:00:00Z', { state: 'planned' }),
        entry('contact_record', '2026-02-28T20:00:00Z'),
      ],
      'Asia/Shanghai',
      NOW,
    );
    expect(months.map(({ id, entries }) => [id, entries.map((each) => each.at.slice(5, 10))])).toEqual([
      ['ahead', ['03-12', '03-20']],
      ['2026-03', ['03-09', '02-28']],
    ]);
  });

  it('counts what each filter lets through', () => {
    const timeline = [
      { kind: 'contact_record', method: 'phone', count: 61 },
      { kind: 'contact_record', method: 'email', count: 38 },
      { kind: 'planned_contact', method: 'phone', count: 2 },
      { kind: 'opportunity', method: null, count: 1 },
      { kind: 'opportunity_move', method: null, count: 4 },
    ];
    const counted = (id: string) => countOf(filterOf(id), timeline);
    expect([counted('all'), counted('phone'), counted('opportunity'), counted('order'), counted('planned')]).toEqual([
      106, 61, 5, 0, 2,
    ]);
    expect(filterOf('gossip').id).toBe('all');
  });
});
