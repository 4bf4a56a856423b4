import { describe, expect, it } from 'vitest';
import type { PlannedContact } from '@/api';
import { earlier, minuteAt, minuteOf, momentOf, mondayOf, placed, shifted, topOf, weekNumber } from './grid';

const contact = (id: string, due_at: string | null, zone = 'Europe/Berlin') => ({ id, due_at, zone }) as PlannedContact;

describe('the week', () => {
  it('begins on Monday and is numbered as ISO does', () => {
    expect(mondayOf('2026-11-29')).toBe('2026-11-23');
    expect(mondayOf('2026-11-30')).toBe('2026-11-30');
    expect(weekNumber('2026-11-30')).toEqual({ year: 2026, week: 49 });
    expect(weekNumber('2026-12-28')).toEqual({ year: 2026, week: 53 });
    expect(weekNumber('2027-01-04')).toEqual({ year: 2027, week: 1 });
  });

  it('stands on the customers’ own clocks', () => {
    expect(minuteOf('2026-11-30T08:00:00Z', 'Europe/Berlin')).toBe(9 * 60);
    expect(momentOf('2026-11-30', 9 * 60, 'America/Sao_Paulo')).toBe('2026-11-30T12:00:00Z');
    for (const minute of [420, 555, 1100]) expect(minuteAt(topOf(minute))).toBe(Math.round(minute / 15) * 15);
  });

  it('puts those that overlap side by side, and no others', () => {
    const places = placed([
      contact('a', '2026-11-30T08:00:00Z'),
      contact('b', '2026-11-30T08:30:00Z'),
      contact('c', '2026-11-30T09:30:00Z'),
      contact('d', null),
    ]);
    expect(places.map(({ item, lane, lanes }) => [item.id, lane, lanes])).toEqual([
      ['a', 0, 2],
      ['b', 1, 2],
      ['c', 0, 1],
    ]);
  });

  it('moves by days on the same clock, over a change of the clocks too', () => {
    const friday = { on: '2026-03-27', at: '2026-03-27T08:00:00Z' };
    expect(shifted(friday, 'Europe/Berlin', 0, 3)).toEqual({ on: '2026-03-30', at: '2026-03-30T07:00:00Z' });
    expect(shifted(friday, 'Europe/Berlin', 15, 0)).toEqual({ on: '2026-03-27', at: '2026-03-27T08:15:00Z' });
    expect(shifted({ on: '2026-03-27', at: null }, 'Europe/Berlin', 0, 1)).toEqual({ on: '2026-03-28', at: null });
  });

  it('names the next hours they may be called in, before where a contact stands', () => {
    const windows = [
      { starts_at: '2026-11-30T08:00:00Z', ends_at: '2026-11-30T11:00:00Z' },
      { starts_at: '2026-11-30T13:00:00Z', ends_at: '2026-11-30T16:30:00Z' },
      { starts_at: '2026-12-01T08:00:00Z', ends_at: '2026-12-01T11:00:00Z' },
    ];
    const now = Date.parse('2026-11-30T09:07:00Z');
    expect(earlier(windows, '2026-12-01T08:30:00Z', now)).toEqual([
      '2026-11-30T09:15:00Z',
      '2026-11-30T13:00:00Z',
      '2026-12-01T08:00:00Z',
    ]);
    expect(earlier(windows, '2026-11-30T12:00:00Z', now)).toEqual(['2026-11-30T09:15:00Z']);
    expect(earlier(windows, '2026-11-30T09:00:00Z', now)).toEqual([]);
  });
});
