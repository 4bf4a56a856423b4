import { describe, expect, it } from 'vitest';
import type { TargetOf } from '@/api';
import { byTeam, isAim, lineOf, monthAfter, shareOf } from './targets';

const row = (id: string | null, team: string, calls: number | null = null): TargetOf => ({
  user_id: id,
  team_id: team,
  name: id ?? team,
  name_zh: null,
  version: 3,
  writable: true,
  target: { calls, connected: null, customers_won: null, signed_sum: { amount: '1000.00', currency: 'CNY' } },
  done: { calls: 30, connected: 3, customers_won: 0, signed_sum: { amount: '250.00', currency: 'CNY' } },
});

describe('targets of a month', () => {
  it('sends a row whole, with what is typed in place of what was set', () => {
    expect(lineOf(row('a', 'x', 60), { connected: '20', signed_sum: null })).toEqual({
      user_id: 'a',
      version: 3,
      calls: 60,
      connected: 20,
      customers_won: null,
      signed_sum: null,
    });
    expect(lineOf(row(null, 'x'), {})).toMatchObject({ team_id: 'x', calls: null, signed_sum: '1000.00' });
  });

  it('says how much was reached, and nothing where nothing is asked', () => {
    expect([shareOf(row('a', 'x', 60), 'calls'), shareOf(row('a', 'x'), 'signed_sum')]).toEqual([0.5, 0.25]);
    expect(shareOf(row('a', 'x'), 'calls')).toBeNull();
  });

  it('takes whole numbers of things and amounts of money, and neither of nothing', () => {
    expect(['12', null].map((typed) => isAim(typed, 'calls'))).toEqual([true, true]);
    expect(['0', '1.5', '-3', 'many'].map((typed) => isAim(typed, 'calls'))).toEqual([false, false, false, false]);
    expect(['1.5', '0'].map((typed) => isAim(typed, 'signed_sum'))).toEqual([true, false]);
  });

  it('puts people after their team, and those of teams that are not seen last', () => {
    const teams = [row(null, 'x'), row(null, 'y')];
    const people = [row('b', 'y'), row('c', 'z'), row('a', 'x')];
    expect(byTeam({ teams, people }).map((each) => each.name)).toEqual(['x', 'a', 'y', 'b', 'c']);
  });

  it('goes over the end of a year', () => {
    expect([monthAfter('2026-12', 1), monthAfter('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
  });
});
