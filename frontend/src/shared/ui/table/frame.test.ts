import { describe, expect, it } from 'vitest';
import type { TableColumn } from './columns';
import { frameOf } from './frame';

const column = (id: string, more: Partial<TableColumn<object>> = {}): TableColumn<object> => ({
  id,
  name: id,
  width: 100,
  cell: () => null,
  ...more,
});

describe('frameOf', () => {
  it('lets one column grow and sums the rest', () => {
    const frame = frameOf([column('name', { grows: true }), column('grade')], [280, 56], 36);
    expect(frame.template).toBe('36px minmax(280px,1fr) 56px');
    expect(frame.minWidth).toBe(372);
  });

  it('keeps the first column and pinned ones in sight, each where it stands', () => {
    const frame = frameOf([column('name'), column('grade', { isPinned: true }), column('city')], [280, 56, 150], 36);
    expect(frame.pinned.map((style) => style?.left)).toEqual([36, 316, undefined]);
    expect(frameOf([column('name')], [280], 0).pinned[0]?.left).toBe(0);
  });
});
