import { expect, test } from 'vitest';
import { monthsOf } from './month';

test('a month and the one before it, over a new year and in a leap year', () => {
  expect(monthsOf('2026-11-24')).toEqual({
    first: '2026-11-01',
    last: '2026-11-30',
    before: { first: '2026-10-01', last: '2026-10-31' },
  });
  expect(monthsOf('2026-01-01').before).toEqual({ first: '2025-12-01', last: '2025-12-31' });
  expect(monthsOf('2028-03-31').before).toEqual({ first: '2028-02-01', last: '2028-02-29' });
});
