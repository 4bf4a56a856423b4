import { describe, expect, it } from 'vitest';
import { searchBody } from './filters/body';
import { EMPTY, type ListState, STANDING, type ViewContent, isChanged, searchOf, stateOf } from './state';

const view: ViewContent = {
  conditions: [
    { field: 'grade', op: 'in', values: ['A', 'B'] },
    { field: 'do_not_call', values: [false] },
  ],
  sort: ['-next_contact_at'],
  columns: ['name', 'grade'],
  widths: { name: 280 },
};

describe('the list in the address', () => {
  it('is the view where the address says nothing else', () => {
    const state = stateOf({ view: 'v1' }, view);
    expect(state.conditions[1]).toEqual({ field: 'do_not_call', op: 'eq', values: [false] });
    expect(state).toMatchObject({ sort: '-next_contact_at', columns: ['name', 'grade'], widths: { name: 280 } });
    expect(searchOf(state, view)).toEqual({ view: 'v1' });
    expect(isChanged(state, view)).toBe(false);
  });

  it('says what was changed, and comes back from it the same', () => {
    const changed: ListState = {
      view: 'v1',
      q: '北港',
      conditions: [
        { field: 'city', op: 'contains', values: ['São; Paulo, 1:2'] },
        { field: 'next_contact_at', op: 'lt', values: ['@today-30'] },
      ],
      sort: null,
      columns: [],
      widths: { name: 300, 'custom.port': 90 },
    };
    const search = searchOf(changed, view);
    expect(stateOf(search, view)).toEqual(changed);
    expect(isChanged(changed, view)).toBe(true);
  });

  it('tells no conditions from those of the view, and passes over what it cannot read', () => {
    expect(stateOf({ f: '' }, view).conditions).toEqual([]);
    expect(searchOf(stateOf({ f: '' }, view), view).f).toBe('');
    expect(stateOf({ f: 'grade;:x;city:shouts:A', sort: 'colour' }, view)).toMatchObject({
      conditions: [],
      sort: null,
    });
  });

  it('has views that are always there', () => {
    expect(stateOf({}, EMPTY).conditions).toEqual([]);
    expect(stateOf({ view: 'overdue' }, STANDING['overdue'] ?? EMPTY).sort).toBe('next_contact_at');
  });
});

describe('what the server is asked', () => {
  const reader = { id: 'me-1', zone: 'America/Sao_Paulo', now: Date.parse('2026-03-10T02:00:00Z') };

  it('is all conditions together, in values of whoever looks', () => {
    const conditions = [
      { field: 'owner_id', op: 'eq', values: ['@me'] },
      { field: 'next_contact_at', op: 'lt', values: ['@today'] },
      { field: 'last_order_on', op: 'gte', values: ['@today-9'] },
      { field: 'grade', op: 'in', values: ['A', 'B'] },
    ] as const;
    expect(searchBody({ ...stateOf({ q: '泵' }, EMPTY), conditions }, reader)).toEqual({
      filter: {
        and: [
          { field: 'q', op: 'eq', value: '泵' },
          { field: 'owner_id', op: 'eq', value: 'me-1' },
          { field: 'next_contact_at', op: 'lt', value: '2026-03-09T03:00:00.000Z' },
          { field: 'last_order_on', op: 'gte', value: '2026-02-28' },
          { field: 'grade', op: 'in', value: ['A', 'B'] },
        ],
      },
    });
  });

  it('is everything without conditions', () => {
    expect(searchBody(stateOf({ sort: '-name' }, EMPTY), reader)).toEqual({ sort: ['-name'] });
  });
});
