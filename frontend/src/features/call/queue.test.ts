import { describe, expect, it } from 'vitest';
import type { DialEntry } from '@/api';
import { inZone, keyOf, zonesOf } from './queue';

const entry = (customer: string, zone: string | null, more: Partial<DialEntry> = {}) =>
  ({
    customer_id: customer,
    item_id: null,
    zone,
    held: null,
    joins_at: null,
    call_time: { closes_at: '2026-11-24T11:00:00Z' },
    ...more,
  }) as DialEntry;
const queue = {
  now: [entry('1', 'Europe/Berlin', { item_id: 'planned' }), entry('2', 'Europe/Berlin')],
  later: [
    entry('3', 'Europe/London', { held: 'closed', joins_at: '2026-11-24T09:00:00Z' }),
    entry('4', 'Europe/London', { held: 'no_answer', joins_at: '2026-11-24T08:50:00Z' }),
    entry('5', null, { held: 'unknown_time' }),
  ],
};

describe('the queue', () => {
  it('is filtered to one zone', () => {
    expect(inZone(queue, 'Europe/London').later.map(keyOf)).toEqual(['3', '4']);
    expect(inZone(queue, 'Europe/London').now).toEqual([]);
    expect(inZone(queue, null).now.map(keyOf)).toEqual(['planned', '2']);
  });

  it('shows its zones, those that are open first, with what joins next', () => {
    expect(zonesOf(queue)).toEqual([
      { zone: 'Europe/Berlin', count: 2, due: 2, nextAt: null, isOff: false, closesAt: '2026-11-24T11:00:00Z' },
      { zone: 'Europe/London', count: 2, due: 0, nextAt: '2026-11-24T08:50:00Z', isOff: false, closesAt: null },
    ]);
  });

  it('knows where nobody is called all day', () => {
    const off = (closed: 'day_off' | 'hours') =>
      entry('6', 'Asia/Dubai', { held: 'closed', call_time: { closed, closes_at: null } as DialEntry['call_time'] });
    expect(zonesOf({ now: [], later: [off('day_off')] })[0]?.isOff).toBe(true);
    expect(zonesOf({ now: [], later: [off('day_off'), off('hours')] })[0]?.isOff).toBe(false);
  });
});
