import { expect, it } from 'vitest';
import { noonLongitude, project } from './globe-view';

it('stands the sun over the meridian where it is noon', () => {
  expect(noonLongitude('2026-11-24T12:00:00Z')).toBeCloseTo(0);
  expect(noonLongitude('2026-11-24T08:00:00Z')).toBe(60);
  expect(noonLongitude('2026-11-24T00:00:00Z')).toBe(-180);
});

it('shows cities of the day’s half only, inside the globe', () => {
  const places = [
    ['Europe/Berlin', 52.5, 13.4],
    ['America/Los_Angeles', 34, -118.2],
  ] as const;
  const shown = project('2026-11-24T11:00:00Z', places, 330, 24).places;
  expect(shown.map((city) => city.zone)).toEqual(['Europe/Berlin']);
  for (const { x, y } of shown) expect(Math.hypot(x, y)).toBeLessThanOrEqual(330);
});

it('leaves out a name that would cover another', () => {
  const places = [
    ['Europe/Berlin', 52.5, 13.4],
    ['Europe/Prague', 51.5, 14],
  ] as const;
  expect(project('2026-11-24T11:00:00Z', places, 330, 24).places).toHaveLength(1);
});
