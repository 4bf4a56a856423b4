import { describe, expect, it } from 'vitest';
import { changesOf, previousOwners } from './changes';
import { pieces } from './collect';

describe('many at once', () => {
  it('goes in pieces that the server takes', () => {
    expect(pieces([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(pieces([])).toEqual([]);
  });

  it('remembers what each was, so that it can be taken back', () => {
    const lines = [
      { id: 'a', version: 3, intent_level: 'low', industry: null },
      { id: 'b', version: 1, intent_level: 'high', industry: 'Steel' },
    ] as never;
    const { sent, back } = changesOf(lines, { industry: 'Steel' });
    expect(sent).toEqual([{ op: 'update', id: 'a', version: 3, data: { industry: 'Steel' } }]);
    expect(back([{ index: 0, status: 200, id: 'a', version: 4, problem: null }])).toEqual([
      { op: 'update', id: 'a', version: 4, data: { industry: null } },
    ]);
    expect(back([{ index: 0, status: 412, id: null, version: null, problem: null }])).toEqual([]);
  });

  it('gives customers back to whom they were taken from', () => {
    const lines = [
      { id: 'a', owner_id: 'x' },
      { id: 'b', owner_id: 'y' },
      { id: 'c', owner_id: 'x' },
      { id: 'd', owner_id: null },
    ] as never;
    expect([...previousOwners(lines, new Set(['a', 'b', 'c', 'd']))]).toEqual([
      ['x', ['a', 'c']],
      ['y', ['b']],
    ]);
    expect([...previousOwners(lines, new Set(['b']))]).toEqual([['y', ['b']]]);
  });
});
