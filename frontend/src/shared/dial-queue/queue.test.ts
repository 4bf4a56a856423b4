import { describe, expect, it } from 'vitest';
import type { DialEntry } from '@/api';
import { inPlace, keyOf, placesOf } from './queue';

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

const AT = '2026-11-24T08:42:00Z';

describe('the queue', () => {
  it('is filtered to one place', () => {
    expect(inPlace(queue, 'Europe/London', AT).later.map(keyOf)).toEqual(['3', '4']);
    expect(inPlace(queue, 'Europe/London', AT).now).toEqual([]);
    expect(inPlace(queue, null, AT).now.map(keyOf)).toEqual(['planned', '2']);
    expect(inPlace(queue, 'Asia/Tokyo', AT).now).toEqual([]);
  });

  it('shows its places, those that are open first, with what joins next', () => {
    expect(placesOf(queue, AT)).toMatchObject([
      { zone: 'Europe/Berlin', count: 2, due: 2, nextAt: null, isOff: false, closesAt: '2026-11-24T11:00:00Z' },
      { zone: 'Europe/London', count: 2, due: 0, nextAt: '2026-11-24T08:50:00Z', isOff: false, closesAt: null },
    ]);
  });

  it('takes zones for one place while their clocks stand alike and calls are permitted alike', () => {
    const open = { callable_now: true, closed: null, closes_at: null } as DialEntry['call_time'];
    const shut = { callable_now: false, closed: 'holiday', closes_at: null } as DialEntry['call_time'];
    const of = (...entries: DialEntry[]) => placesOf({ now: entries, later: [] }, AT).map((place) => place.zones);
    const berlin = entry('1', 'Europe/Berlin', { call_time: open });
    const madrid = [entry('2', 'Europe/Madrid', { call_time: open }), entry('3', 'Europe/Madrid', { call_time: open })];
    expect(of(berlin, ...madrid)).toEqual([['Europe/Madrid', 'Europe/Berlin']]);
    expect(of(berlin, entry('4', 'Europe/Rome', { call_time: shut }))).toHaveLength(2);
    expect(of(berlin, entry('5', 'Asia/Dubai', { call_time: open }))).toHaveLength(2);
    const alike = { now: [berlin, ...madrid], later: [] };
    expect(inPlace(alike, 'Europe/Berlin', AT).now.map(keyOf)).toEqual(['1', '2', '3']);
  });

  it('knows where nobody is called all day', () => {
    const off = (closed: 'day_off' | 'hours') =>
      entry('6', 'Asia/Dubai', { held: 'closed', call_time: { closed, closes_at: null } as DialEntry['call_time'] });
    expect(placesOf({ now: [], later: [off('day_off')] }, AT)[0]?.isOff).toBe(true);
    expect(placesOf({ now: [], later: [off('day_off'), off('hours')] }, AT)[0]?.isOff).toBe(false);
  });
});
