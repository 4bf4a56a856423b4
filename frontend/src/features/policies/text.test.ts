import { beforeAll, expect, it } from 'vitest';
import { speak } from '@/shared/i18n';
import { type Kind, type RecordKind, kindOf } from './kinds';
import { partText, pointerText, valueText } from './text';

const days = { unit: 'days', currency: 'CNY' } as const;
const money = { unit: 'base_currency', currency: 'CNY' } as const;
const none = { unit: 'none', currency: 'CNY' } as const;

const byGrade: Kind = {
  kind: 'table',
  keys: { of: 'Grade', codes: ['A', 'B'] },
  isComplete: true,
  of: { kind: 'integer' },
};
const limits: Kind = {
  kind: 'table',
  keys: { of: 'Role', codes: ['rep', 'director'] },
  isComplete: false,
  of: { kind: 'maybe', of: { kind: 'decimal' } },
};
const range: RecordKind = {
  kind: 'record',
  of: 'TimeRange',
  fields: [
    { name: 'start', kind: { kind: 'time' } },
    { name: 'end', kind: { kind: 'time' } },
  ],
};

beforeAll(() => speak('en'));

it.each<[string, Kind, unknown, typeof days | typeof money | typeof none, string]>([
  ['a number with its unit', { kind: 'integer' }, 7, days, '7 days'],
  ['money', { kind: 'decimal' }, '500000', money, 'CNY 500,000'],
  ['a weight as it stands', { kind: 'decimal' }, '0.5', none, '0.5'],
  ['yes', { kind: 'flag' }, true, none, 'Yes'],
  [
    'ranges',
    { kind: 'rows', of: range, most: 8 },
    [
      { start: '09:00', end: '12:00' },
      { start: '14:00', end: '17:30' },
    ],
    none,
    '09:00–12:00, 14:00–17:30',
  ],
  ['no ranges', { kind: 'rows', of: range, most: 8 }, [], none, '—'],
  ['a code that is newer than this build', { kind: 'code', of: 'Weekday', codes: [] }, 'leap_day', none, 'leap day'],
])('says %s', (_, kind, value, measure, text) => {
  expect(valueText(kind, value, measure)).toBe(text);
});

it('names a part of a value, and says its null by what it is', () => {
  expect(pointerText(byGrade, '/A')).toBe(valueText({ kind: 'code', of: 'Grade', codes: [] }, 'A', none));
  expect(partText(byGrade, '/A', 5, days)).toBe('5 days');
  expect(partText(limits, '/director', null, money)).toBe('Unlimited');
  expect(partText(limits, '/rep', undefined, money)).toBe('—');
  expect(partText(limits, '/rep', '1000', money)).toBe('CNY 1,000');
});

it('calls settings in a list by their names, and unknown ones by their keys', () => {
  const schema = { type: 'array', items: { type: 'string', title: 'PolicyKey', enum: ['rep_daily_call_cap', 'x_y'] } };
  const names = new Map([['rep_daily_call_cap', 'Daily calls per rep']]);
  expect(valueText(kindOf(schema), ['rep_daily_call_cap', 'x_y'], { ...none, names })).toBe('Daily calls per rep, x y');
});
