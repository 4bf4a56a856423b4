import { describe, expect, it } from 'vitest';
import { lastYear, ofLastYear, sums } from './orders';

const MONTHS = [
  { month: '2026-03-01', count: 2, amount: { amount: '30.00', currency: 'EUR' } },
  { month: '2025-04-01', count: 1, amount: { amount: '5.50', currency: 'EUR' } },
  { month: '2025-12-01', count: 1, amount: { amount: '5.00', currency: 'CNY' } },
  { month: '2024-12-01', count: 1, amount: { amount: '100.00', currency: 'EUR' } },
];

describe('orders by month', () => {
  it('shows twelve months, the empty ones too', () => {
    const year = lastYear(MONTHS, '2026-03');
    expect(year?.currency).toBe('EUR');
    expect(year?.bars.map((bar) => bar.amount)).toEqual([5.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30]);
    expect(year?.bars[0]?.month).toBe('2025-04');
    expect(lastYear(MONTHS, '2023-03')).toBeNull();
  });

  it('sums each currency by itself', () => {
    expect(sums(MONTHS)).toEqual([
      { currency: 'EUR', count: 4, amount: 135.5 },
      { currency: 'CNY', count: 1, amount: 5 },
    ]);
    expect(ofLastYear(MONTHS, '2026-03')).toHaveLength(3);
  });
});
