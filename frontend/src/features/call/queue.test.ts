import { describe, expect, it } from 'vitest';
import type { PlannedContact } from '@/api';
import { nextAfter, queueAt, zonesOf } from './queue';

const NOW = Date.parse('2026-11-24T08:42:00Z');
const item = (id: string, zone: string, due_from: string) => ({ id, zone, due_from }) as PlannedContact;
const items = [
  item('1', 'Europe/Berlin', '2026-11-23T23:00:00Z'),
  item('2', 'Europe/Berlin', '2026-11-24T08:42:00Z'),
  item('3', 'Europe/London', '2026-11-24T09:00:00Z'),
  item('4', 'Europe/London', '2026-11-24T08:50:00Z'),
];

describe('the queue', () => {
  it('holds what is not due yet', () => {
    const queue = queueAt(items, NOW);
    expect([queue.due.map((each) => each.id), queue.held.map((each) => each.id)]).toEqual([
      ['1', '2'],
      ['4', '3'],
    ]);
    expect(queueAt(items, NOW, 'Europe/London').due).toEqual([]);
  });

  it('brings a promised call first at its minute', () => {
    const promised = { ...item('5', 'Europe/Berlin', '2026-11-24T08:42:00Z'), promised: true };
    expect(queueAt([...items, promised], NOW).due.map((each) => each.id)).toEqual(['5', '1', '2']);
    expect(queueAt([...items, promised], NOW - 60_000).due.map((each) => each.id)).toEqual(['1']);
  });

  it('goes on to what is due, round the end, and only then to what is held', () => {
    const queue = queueAt(items, NOW);
    expect(nextAfter(queue, '1')?.id).toBe('2');
    expect(nextAfter(queue, '2')?.id).toBe('1');
    expect(nextAfter(queue, null)?.id).toBe('1');
    expect(nextAfter({ due: queue.due.slice(0, 1), held: queue.held }, '1')?.id).toBe('4');
    expect(nextAfter({ due: queue.due.slice(0, 1), held: [] }, '1')).toBeNull();
  });

  it('counts by zone and says when the next joins', () => {
    expect(zonesOf(queueAt(items, NOW), NOW)).toEqual([
      { zone: 'Europe/Berlin', count: 2, due: 2, nextAt: null, closesAt: null },
      { zone: 'Europe/London', count: 2, due: 0, nextAt: '2026-11-24T08:50:00Z', closesAt: null },
    ]);
  });

  it('holds what is due where nobody is called now, until it opens', () => {
    const time = { callable_now: false, closed: 'hours', opens_at: '2026-11-24T09:00:00Z', closes_at: null };
    const shut = { ...item('6', 'Asia/Dubai', '2026-11-24T01:00:00Z'), call_time: time } as PlannedContact;
    const queue = queueAt([shut, ...items], NOW);
    expect(queue.held.map((each) => each.id)).toEqual(['4', '6', '3']);
    expect(zonesOf(queue, NOW).find((share) => share.zone === 'Asia/Dubai')?.nextAt).toBe(time.opens_at);
    expect(queueAt([shut], Date.parse(time.opens_at)).due).toEqual([shut]);
  });
});
