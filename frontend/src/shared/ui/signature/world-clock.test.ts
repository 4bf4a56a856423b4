import { expect, it } from 'vitest';
import { onBar } from './world-clock';

it('lays the local day from 6 to 20 h on the bar', () => {
  expect(onBar(6 * 60)).toBe(0);
  expect(onBar(13 * 60)).toBe(50);
  expect(onBar(20 * 60)).toBe(100);
  expect(onBar(3 * 60)).toBe(0);
  expect(onBar(23 * 60)).toBe(100);
});
