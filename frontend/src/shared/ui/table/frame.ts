import { type CSSProperties, useMemo } from 'react';
import type { TableColumn } from './columns';

/** Where the columns stand: shared by the header and every row. The same object as long as nothing about it changes. */
export interface Frame<Row extends object> {
  shown: readonly TableColumn<Row>[];
  /** For `grid-template-columns`. */
  template: string;
  minWidth: number;
  /** What keeps a column in sight while the table scrolls sideways. */
  pinned: readonly (CSSProperties | undefined)[];
}

/** `lead` is the width of the box before the first column, 0 without one. */
export function frameOf<Row extends object>(
  shown: readonly TableColumn<Row>[],
  widths: readonly number[],
  lead: number,
): Frame<Row> {
  const template = [
    ...(lead > 0 ? [`${lead}px`] : []),
    ...shown.map((column, index) => (column.grows ? `minmax(${widths[index]}px,1fr)` : `${widths[index]}px`)),
  ].join(' ');
  const before = (index: number) => widths.slice(0, index).reduce((sum, width) => sum + width, lead);
  return {
    shown,
    template,
    minWidth: before(widths.length),
    pinned: shown.map((column, index) =>
      index === 0 || column.isPinned ? { position: 'sticky', left: before(index), zIndex: 1 } : undefined,
    ),
  };
}

export function useFrame<Row extends object>(
  shown: readonly TableColumn<Row>[],
  widths: readonly number[],
  lead: number,
): Frame<Row> {
  const key = `${lead}/${shown.map((column, index) => `${column.id}:${widths[index]}`).join('/')}`;
  const first = shown[0];
  // `first` stands for the definitions: they come together, from one list.
  // oxlint-disable-next-line react/exhaustive-deps
  return useMemo(() => frameOf(shown, widths, lead), [key, first]);
}
