import { describe, expect, it } from 'vitest';
import type { TargetOf } from '@/api';
import { filled, isChanged, placed } from './typed';

const row = (id: string, calls: number | null, writable = true): TargetOf => ({
  user_id: id,
  team_id: 'team',
  name: id,
  name_zh: null,
  version: 1,
  writable,
  target: { calls, connected: null, customers_won: null, signed_sum: null },
  done: { calls: 0, connected: 0, customers_won: 0, signed_sum: { amount: '0.00', currency: 'CNY' } },
});

describe('what is typed of targets', () => {
  it('is a change where it differs as a number from what is set', () => {
    expect([isChanged(row('a', 60), { calls: '60' }), isChanged(row('a', 60), { calls: '61' })]).toEqual([false, true]);
    expect([isChanged(row('a', 60), { calls: null }), isChanged(row('a', null), { calls: null })]).toEqual([
      true,
      false,
    ]);
  });

  it('is filled from the month before, only where nothing is set or typed and one may set it', () => {
    const rows = [row('a', null), row('b', 5), row('c', null), row('d', null, false)];
    const before = [row('a', 60), row('b', 70), row('c', 80), row('d', 90)];
    expect(filled(rows, before, { c: { calls: '3' } })).toEqual({ a: { calls: '60' }, c: { calls: '3' } });
  });

  it('shows a fault at the field that it names, or at the line', () => {
    const fault = (pointer: string) => ({ pointer, code: 'out_of_range', detail: '' });
    const items = [
      { user_id: 'a', version: 0 },
      { team_id: 't', version: 0 },
    ];
    const found = placed([fault('/items/0/connected'), fault('/items/1/team_id'), fault('/month')], items, () => 'no');
    expect(found).toEqual({ 'a:connected': 'no', 't:calls': 'no' });
  });
});
