import { expect, it } from 'vitest';
import { suggestions } from './suggestions';

it('proposes mornings over there, none at a weekend or twice', () => {
  const friday = Date.parse('2026-11-27T09:00:00Z');
  expect(suggestions(friday, 'Europe/Berlin')).toEqual(['2026-11-30T08:30:00Z', '2026-12-04T08:30:00Z']);
  const thursday = Date.parse('2026-11-26T20:00:00Z');
  expect(suggestions(thursday, 'Asia/Tokyo')[0]).toBe('2026-11-30T00:30:00Z');
});
