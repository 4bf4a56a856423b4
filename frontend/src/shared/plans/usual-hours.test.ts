import { expect, it } from 'vitest';
import { hoursToday, hoursWithin } from './usual-hours';

const HOURS = [
  { start: '09:00', end: '12:00' },
  { start: '14:00', end: '17:30' },
];
const at = (text: string) => Date.parse(text);

it('tells the hours of the day there, none at a weekend there', () => {
  const friday = at('2026-11-27T23:30:00Z');
  expect(hoursToday(HOURS, friday, 'Europe/London')).toEqual([
    { from: 540, to: 720 },
    { from: 840, to: 1050 },
  ]);
  expect(hoursToday(HOURS, friday, 'Asia/Shanghai')).toEqual([]);
});

it('cuts them to the span, over midnight and the weekend', () => {
  const iso = (from: string, to: string, zone = 'Europe/Berlin') =>
    hoursWithin(HOURS, zone, at(from), at(to)).map((each) =>
      [each.from, each.to].map((time) => new Date(time).toISOString().slice(0, 16)),
    );
  expect(iso('2026-11-26T10:00:00Z', '2026-11-27T09:00:00Z')).toEqual([
    ['2026-11-26T10:00', '2026-11-26T11:00'],
    ['2026-11-26T13:00', '2026-11-26T16:30'],
    ['2026-11-27T08:00', '2026-11-27T09:00'],
  ]);
  expect(iso('2026-11-27T17:00:00Z', '2026-11-29T17:00:00Z')).toEqual([]);
});
