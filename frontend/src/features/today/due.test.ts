import { describe, expect, it } from 'vitest';
import type { DialEntry, PlannedContact } from '@/api';
import { kindOf, tasksOf } from './due';

const NOW = Date.parse('2026-11-24T20:00:00Z');
const item = (change: Partial<PlannedContact>) =>
  ({ zone: 'Europe/Berlin', due_on: '2026-11-24', due_at: null, plan_kind: 'follow_up', ...change }) as PlannedContact;
const planned = (change: Partial<PlannedContact>) => kindOf({ call: null, item: item(change) }, NOW);
const call = (why: Partial<DialEntry['why']>) =>
  kindOf({ call: { why: { kind: 'owed', days_overdue: 0, occasion: null, ...why } } as DialEntry, item: null }, NOW);

describe('the day', () => {
  it('is the customer’s own', () => {
    expect(planned({})).toBe('follow_up');
    expect(planned({ zone: 'Asia/Shanghai' })).toBe('overdue');
    expect(planned({ due_at: '2026-11-24T21:00:00Z' })).toBe('agreed');
    expect(planned({ plan_kind: 'revisit' })).toBe('other');
  });

  it('takes a call for what the queue says of it', () => {
    expect(call({})).toBe('follow_up');
    expect(call({ kind: 'promised', days_overdue: 3 })).toBe('agreed');
    expect(call({ days_overdue: 1, occasion: 'care' })).toBe('overdue');
    expect(call({ kind: 'planned', occasion: 'care' })).toBe('other');
  });

  it('has each planned contact once, and none of another day', () => {
    const entry = { customer_id: 'c', item_id: '1' } as DialEntry;
    const items = [item({ id: '1' }), item({ id: '2' }), item({ id: '3', due_on: '2026-11-25' })];
    const tasks = tasksOf({ now: [], later: [entry] }, items, NOW);
    expect(tasks.map((task) => task.call?.item_id ?? task.item?.id)).toEqual(['1', '2']);
  });
});
