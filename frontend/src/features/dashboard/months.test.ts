import { describe, expect, it } from 'vitest';
import { byMonth, monthsBetween } from './months';

const ended = (closed_at: string, amount: string) => ({ closed_at, base_amount: { amount, currency: 'CNY' } });

describe('sales by month', () => {
  it('stand in the month of the reader’s calendar', () => {
    const at = '2026-02-28T17:00:00Z';
    const read = (zone: string) => byMonth([ended(at, '10.50')], [], '2026-02-01', '2026-03-31', zone);
    expect(read('UTC').map(({ completed }) => completed)).toEqual([1, 0]);
    expect(read('Asia/Shanghai').map(({ completed, amount }) => [completed, amount])).toEqual([
      [0, 0],
      [1, 10.5],
    ]);
  });

  it('leave no month out, over the end of a year too, and lose nothing', () => {
    expect(monthsBetween('2025-11-20', '2026-02-01')).toEqual(['2025-11-01', '2025-12-01', '2026-01-01', '2026-02-01']);
    const lost = [ended('2025-12-31T23:59:59Z', '1'), ended('2026-01-01T00:00:00Z', '1')];
    const months = byMonth([], lost, '2025-11-20', '2026-02-01', 'UTC');
    expect(months.map((month) => month.lost)).toEqual([0, 1, 1, 0]);
  });
});
