import { describe, expect, test } from 'vitest';
import type { Fault, Import } from '@/api';
import { type Decided, faultsBy, letters, mappingOf, neededOf, send, startOf } from './mapping';

const column = (at: number, field: string | null) => ({
  column: at,
  header: `h${at}`,
  samples: [],
  suggestion: field ? { field, contact: 1, confidence: 1, reason: '' } : null,
});
const whole = {
  columns: [column(0, 'name'), column(1, null), column(4, 'phone')],
  mapping: null,
  key: 'name_country',
  mode: 'create',
  date_order: 'dmy',
  decimal_sign: null,
} as unknown as Import;

describe('the decision about a file', () => {
  const start: Decided = startOf(whole);

  test('begins with what was recognised, and nothing for the rest', () => {
    expect(mappingOf(start).columns).toEqual([
      { column: 0, field: 'name', contact: 1 },
      { column: 4, field: 'phone', contact: 1 },
    ]);
  });

  test('begins with the mode that fits what the reader may see', () => {
    expect(mappingOf(start).mode).toBe('create');
  });

  test('a field that takes one column moves to the column it is given to', () => {
    const moved = send(start, 1, { field: 'name', contact: 1 }, false);
    expect(Object.keys(moved.columns)).toEqual(['1', '4']);
  });

  test('a field that takes several keeps them', () => {
    expect(Object.keys(send(start, 1, { field: 'phone', contact: 1 }, true).columns)).toEqual(['0', '1', '4']);
  });

  test('the same field of another contact is another field', () => {
    const one = send(start, 1, { field: 'contact.name', contact: 1 }, false);
    expect(Object.keys(send(one, 4, { field: 'contact.name', contact: 2 }, false).columns)).toEqual(['0', '1', '4']);
  });

  test('who belongs to no department names the owners of new customers', () => {
    expect(neededOf('customers', true)).toEqual(['source_channel']);
    expect(neededOf('customers', false)).toEqual(['source_channel', 'owner']);
    expect(neededOf('records', false)).toEqual(['method', 'author']);
  });

  test('blank constants are not sent', () => {
    expect(mappingOf({ ...start, constants: { source_channel: ' ', industry: ' pumps ' } }).constants).toEqual({
      industry: 'pumps',
    });
  });

  test('a fault is found at the column it is about, whatever its place in what was sent', () => {
    const fault = { pointer: '/columns/1/field', code: 'repeated', detail: '' } as Fault;
    const missing = { pointer: '/columns', code: 'missing', detail: '' } as Fault;
    const constant = { pointer: '/constants/grade', code: 'no_choice', detail: '' } as Fault;
    expect(Object.keys(faultsBy([fault, missing, constant], start))).toEqual([
      'column:4',
      '/columns',
      'constant:grade',
    ]);
  });
});

test('columns are called as in a spreadsheet', () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(letters)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});
