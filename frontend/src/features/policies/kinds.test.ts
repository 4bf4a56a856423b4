import { describe, expect, it } from 'vitest';
import { type Schema, blank, differences, isSame, kindOf, partAt } from './kinds';

const decimal: Schema = { anyOf: [{ type: 'number', minimum: 0 }, { type: 'string' }] };
const grade: Schema = { enum: ['A', 'B', 'C', 'D'], title: 'Grade', type: 'string' };
const range: Schema = {
  type: 'object',
  title: 'TimeRange',
  properties: {
    start: { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' },
    end: { type: 'string', pattern: ':' },
  },
};

describe('the kind of a value', () => {
  it.each<[string, Schema, string]>([
    ['a bounded number', { type: 'integer', minimum: 1, maximum: 30 }, 'integer'],
    ['money', decimal, 'decimal'],
    ['yes or no', { type: 'boolean' }, 'flag'],
    ['a currency', { type: 'string', pattern: '^[A-Z]{3}$' }, 'currency'],
    ['one of a list', { enum: ['with_reason', 'refused'], title: 'OutsideHours', type: 'string' }, 'code'],
    ['several of a list', { type: 'array', items: { $ref: '#/$defs/Grade' }, $defs: { Grade: grade } }, 'codes'],
    ['ranges of time', { type: 'array', items: { $ref: '#/$defs/R' }, maxItems: 8, $defs: { R: range } }, 'rows'],
    ['a form that nobody knows', { type: 'array', items: { type: 'array' } }, 'other'],
  ])('%s', (_, schema, kind) => {
    expect(kindOf(schema).kind).toBe(kind);
  });

  it('a limit for each role, or none', () => {
    const kind = kindOf({
      type: 'object',
      additionalProperties: { anyOf: [...(decimal.anyOf ?? []), { type: 'null' }] },
      propertyNames: { $ref: '#/$defs/Grade' },
      $defs: { Grade: grade },
    });
    expect(kind).toEqual({
      kind: 'table',
      keys: { kind: 'code', of: 'Grade', codes: ['A', 'B', 'C', 'D'] },
      isComplete: false,
      of: { kind: 'maybe', of: { kind: 'decimal' } },
    });
    expect(blank(kind)).toEqual({});
    expect(partAt(kind, '/A')).toEqual({
      kind: { kind: 'maybe', of: { kind: 'decimal' } },
      steps: [{ of: 'Grade', name: 'A' }],
    });
  });

  it('rules of several kinds, told apart by their kind', () => {
    const kind = kindOf({
      type: 'array',
      items: {
        oneOf: [
          { type: 'object', title: 'NoOrder', properties: { kind: { const: 'no_order' }, factor: decimal } },
          { type: 'object', title: 'Unresolved', properties: { kind: { const: 'unresolved' } } },
        ],
      },
    });
    expect(kind.kind).toBe('variants');
    expect(kind.kind === 'variants' && kind.variants.map(blank)).toEqual([
      { kind: 'no_order', factor: '0' },
      { kind: 'unresolved' },
    ]);
  });
});

it('two values are the same whatever the order of their keys', () => {
  expect(isSame({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
  expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(isSame([], {})).toBe(false);
});

it('says which parts differ', () => {
  expect(differences({ A: 7, B: 14, C: { d: [1] } }, { A: 5, B: 14, C: { d: [2] } })).toEqual([
    { pointer: '/A', before: 7, after: 5 },
    { pointer: '/C/d', before: [1], after: [2] },
  ]);
});
