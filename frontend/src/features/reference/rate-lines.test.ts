import { describe, expect, it } from 'vitest';
import { ratesOf } from './rate-lines';

describe('rates one a line', () => {
  it('are read however they are set apart, and left to the server to refuse', () => {
    const read = ratesOf('usd 7.1205\n\n EUR: 8.20 \nJPY\t0.048\nGBP=9,1', '2026-03-01', 'bank');
    expect(read.map(({ currency, rate }) => [currency, rate])).toEqual([
      ['USD', '7.1205'],
      ['EUR', '8.20'],
      ['JPY', '0.048'],
      ['GBP', '9,1'],
    ]);
    expect(ratesOf('USD', '2026-03-01', 'bank')[0]?.rate).toBe('');
  });
});
