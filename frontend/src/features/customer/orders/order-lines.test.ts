import { expect, test } from 'vitest';
import { EMPTY_LINE, isFull, sentLines, sumOf } from './order-lines';

const line = (quantity: string, price: string) => ({ ...EMPTY_LINE, description: 'CP-200', quantity, price });

test('lines add up to the cent without a rounding of their own', () => {
  expect(sumOf([line('3', '0.1'), line('1', '0.2')])).toBe('0.50');
  expect(sumOf([line('12.5', '186400.04')])).toBe('2330000.50');
  expect(sumOf([line('1', '99999999999999.99')])).toBe('99999999999999.99');
  expect(sumOf([])).toBeNull();
  expect(sumOf([line('x', '1')])).toBeNull();
});

test('a line that lacks something is not full, and a hidden cost is not sent', () => {
  expect(isFull({ ...line('1', '2'), description: ' ' })).toBe(false);
  expect(isFull(line('1', '2'))).toBe(true);
  expect(sentLines([line('1', '2')], 'EUR', false)[0]).toEqual({
    product_id: null,
    description: 'CP-200',
    quantity: '1',
    unit_price: { amount: '2', currency: 'EUR' },
  });
});
