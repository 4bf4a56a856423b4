import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '@/api';
import { between, changesOf } from './compare';

const entry = (id: string, at: string, changes: HistoryEntry['changes']) =>
  ({ id, at, changes, operation: 'update' }) as HistoryEntry;
const entries = [
  entry('1', '2026-03-01T00:00:00Z', {}),
  entry('2', '2026-03-02T00:00:00Z', { city: { old: 'Lyon', new: 'Nice' }, grade: { old: 'B', new: 'A' } }),
  entry('3', '2026-03-03T00:00:00Z', { grade: { old: 'A', new: 'B' }, version: { old: 2, new: 3 } }),
  entry('4', '2026-03-04T00:00:00Z', { city: { old: 'Nice', new: null } }),
];

describe('two states of a record', () => {
  it('differ by all that was changed between them', () => {
    expect(between(entries, '1', '2')).toEqual([
      { field: 'city', before: 'Lyon', after: 'Nice' },
      { field: 'grade', before: 'B', after: 'A' },
    ]);
    expect(between(entries, '1', '4')).toEqual([{ field: 'city', before: 'Lyon', after: null }]);
  });

  it('do not differ in what was changed back, and from themselves in nothing', () => {
    expect(between(entries, '1', '3')).toEqual([{ field: 'city', before: 'Lyon', after: 'Nice' }]);
    expect(between(entries, '3', '3')).toEqual([]);
  });

  it('may be looked at backwards, whatever the order of the list', () => {
    const newestFirst = entries.toReversed();
    for (const from of ['1', '2', '3', '4']) {
      for (const to of ['1', '2', '3', '4']) {
        const forward = between(entries, from, to);
        const swapped = between(newestFirst, to, from).map(({ field, before, after }) => ({
          field,
          before: after,
          after: before,
        }));
        expect(swapped).toEqual(forward);
      }
    }
  });

  it('says nothing of what only machines read', () => {
    expect(changesOf(entries[2] as HistoryEntry).map(({ field }) => field)).toEqual(['grade']);
  });
});
