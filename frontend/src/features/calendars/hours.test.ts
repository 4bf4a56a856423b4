import { expect, it } from 'vitest';
import { hoursIn, hoursText } from './hours';

it.each([
  ['09:00-12:00, 13:00-18:00', '09:00–12:00, 13:00–18:00'],
  ['9-12 13:30–18', '09:00–12:00, 13:30–18:00'],
  ['０９：００～１２：００、1300-1800', '09:00–12:00, 13:00–18:00'],
  ['22:00-24:00', '22:00–24:00'],
  ['', ''],
])('reads %s', (typed, shown) => {
  const ranges = hoursIn(typed);
  expect(ranges).not.toBeNull();
  expect(hoursText(ranges ?? [])).toBe(shown);
  expect(hoursIn(shown)).toEqual(ranges);
});

it.each(['9', '12-9', '09:00-13:00, 12:00-18:00', '09:00-25:00', '9-12 afternoon', '24:30-25:00'])(
  'refuses %s',
  (typed) => {
    expect(hoursIn(typed)).toBeNull();
  },
);
