import { expect, test } from 'vitest';
import { type Week, WEEKDAYS, minutes, read, typed } from './week';

test('what is typed is read, and what is read is typed', () => {
  const evening = [
    { start: '13:00', end: '18:00' },
    { start: '19:00', end: '22:00' },
  ];
  expect(read('13:00-18:00 19:00–22:00')).toEqual(evening);
  expect(read(typed(evening))).toEqual(evening);
  expect(read('  ')).toEqual([]);
  expect(read('20:00–24:00')).toEqual([{ start: '20:00', end: '24:00' }]);
});

test.each(['9-12', '09:00–08:00', '09:00–12:00 11:00–13:00', '09:00–24:30', 'early'])('%s is no shift', (text) => {
  expect(read(text)).toBeNull();
});

test('a week has the minutes of its stretches', () => {
  const free = Object.fromEntries(WEEKDAYS.map((day) => [day, []])) as unknown as Week;
  expect(minutes({ ...free, monday: [{ start: '09:00', end: '17:30' }] })).toBe(510);
});
