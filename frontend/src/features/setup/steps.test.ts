import { expect, it } from 'vitest';
import type { Installation } from './queries';
import { ABILITIES, STEPS, nextStep } from './steps';

const empty: Installation = {
  people: { administrator: 1 },
  departments: 0,
  teams: 0,
  calendar: { zone: 'Asia/Shanghai', country: 'CN', isChanged: false },
  ownCalendars: 0,
  currency: 'CNY',
  isCurrencyDecided: false,
  settings: 57,
  decided: 0,
  products: 0,
  markets: 0,
  rates: 0,
  keys: 0,
  imports: 0,
};

it('begins with the base currency and a second administrator, and nobody can work yet', () => {
  expect(nextStep(empty)?.id).toBe('company');
  expect(nextStep({ ...empty, isCurrencyDecided: true })?.id).toBe('administrators');
  expect(ABILITIES.filter((ability) => ability.works(empty))).toEqual([]);
});

it('goes on in order, whatever else was done before', () => {
  const found = { ...empty, people: { administrator: 2 }, rates: 3 };
  expect(nextStep(found)?.id).toBe('departments');
  expect(nextStep({ ...found, departments: 1, teams: 1 })?.id).toBe('people');
});

it('ends when all is there, with or without keys', () => {
  const all: Installation = {
    ...empty,
    people: { administrator: 2, rep: 5, sales_manager: 1, director: 1, service_agent: 1 },
    departments: 2,
    teams: 1,
    ownCalendars: 1,
    decided: 1,
    products: 4,
    markets: 1,
    rates: 2,
    imports: 1,
  };
  expect(nextStep(all)).toBeUndefined();
  expect(ABILITIES.every((ability) => ability.works(all))).toBe(true);
});

it('names only steps that exist', () => {
  const known = new Set(STEPS.map((step) => step.id));
  expect(ABILITIES.flatMap((ability) => ability.waitsFor).every((id) => known.has(id))).toBe(true);
});
