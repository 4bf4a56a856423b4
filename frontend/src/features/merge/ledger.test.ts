import { describe, expect, it } from 'vitest';
import type { MergePreview } from '@/api';
import { counted, lines, wholly } from './ledger';

const field = (name: string, own: unknown, other: unknown, hidden = false) => ({
  field: name,
  own,
  other,
  side: 'own' as const,
  hidden,
});

describe('a merge, before it is made', () => {
  it('asks only where both sides hold something', () => {
    const preview = {
      fields: [
        field('name', 'A', 'B'),
        field('city', null, 'Dubai'),
        field('languages', [], ['ar']),
        field('budget', null, null, true),
      ],
    } as unknown as MergePreview;
    expect(counted(preview)).toEqual({ conflicts: 2, single: 2 });
    expect(wholly(preview, 'other')).toEqual({ name: 'other', budget: 'other' });
  });

  it('writes the sums out, and says what stays behind', () => {
    expect(
      lines([
        { table: 'phone', own: 1, moves: 1, stays: 0 },
        { table: 'contact', own: 3, moves: 1, stays: 1 },
        { table: 'email', own: 0, moves: 2, stays: 0 },
        { table: 'opportunity', own: 2, moves: 0, stays: 0 },
      ]),
    ).toEqual([
      { kind: 'contact', own: 3, other: 2, after: 4, stays: 1 },
      { kind: 'rest', own: 1, other: 3, after: 4, stays: 0 },
    ]);
  });
});
