import { type Instant, toDate } from '@/shared/time';

/** An IANA zone with the latitude and longitude of its city. */
export type Place = readonly [zone: string, latitude: number, longitude: number];

export interface PlacedCity {
  zone: string;
  x: number;
  y: number;
  /** Its name stands left of the point. */
  isLeft: boolean;
}

const RADIANS = Math.PI / 180;
/** The sun's meridian stands this many degrees right of the middle. */
const SUN_RIGHT = 15;
const LINE = 24;
const NAME = 130;

/** Degrees east at which the sun stands highest, to within the equation of time. */
export function noonLongitude(now: Instant): number {
  const date = toDate(now);
  const hours = date.getUTCHours() + date.getUTCMinutes() / 60;
  return wrap((12 - hours) * 15);
}

function wrap(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

/** The lines of an orthographic globe that shows the day's half, and the cities on it whose names do not cover each other. */
export function project(now: Instant, places: readonly Place[], radius: number, step: number) {
  const noon = noonLongitude(now);
  const centre = wrap(noon - SUN_RIGHT);
  const meridians = [];
  for (let away = -90 + step; away < 90; away += step) meridians.push(radius * Math.sin(away * RADIANS));
  const parallels = [-60, -30, 0, 30, 60].map((latitude) => ({
    y: -radius * Math.sin(latitude * RADIANS),
    half: radius * Math.cos(latitude * RADIANS),
  }));
  const placed: PlacedCity[] = [];
  for (const [zone, latitude, longitude] of places) {
    const away = wrap(longitude - centre);
    if (Math.abs(away) > 78) continue;
    const x = radius * Math.cos(latitude * RADIANS) * Math.sin(away * RADIANS);
    const y = -radius * Math.sin(latitude * RADIANS);
    const city = { zone, x: Math.round(x), y: Math.round(y), isLeft: x < -radius * 0.35 || x > radius * 0.7 };
    if (placed.every((other) => !covers(other, city))) placed.push(city);
  }
  return { noon, centre, meridians, parallels, places: placed };
}

function covers(a: PlacedCity, b: PlacedCity): boolean {
  if (Math.abs(a.y - b.y) >= LINE) return false;
  const left = (city: PlacedCity) => (city.isLeft ? city.x - NAME : city.x - 8);
  return left(a) < left(b) + NAME + 8 && left(b) < left(a) + NAME + 8;
}
