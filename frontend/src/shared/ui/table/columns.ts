import {
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  columnOrderingFeature,
  tableFeatures,
  type ColumnDef,
} from '@tanstack/react-table';
import type { ReactNode } from 'react';

/** What the table shows in one column. */
export interface TableColumn<Row> {
  id: string;
  /** The word in the header; the unit once, here: `预计年额 (CNY)`. */
  name: string;
  /** px to begin with; people may drag it. */
  width: number;
  minWidth?: number;
  /** `end` for numbers, money and whatever is compared by its digits. */
  align?: 'start' | 'end';
  /** Stays in sight when the table scrolls sideways. The first two columns do so anyway. */
  isPinned?: boolean;
  canSort?: boolean;
  /** What a row is called where columns have no room, on a phone; the first column when none is. */
  isTitle?: boolean;
  /** Takes the width that is left. One column at most. */
  grows?: boolean;
  cell: (row: Row) => ReactNode;
  /** The whole text, for the tooltip of a shortened name and for copying. */
  text?: (row: Row) => string;
  /** The cell's own control; without it the cell cannot be edited. Call `done` when it is left, saying whether the value was saved. */
  edit?: (row: Row, done: (isSaved: boolean) => void) => ReactNode;
  /** Whether this row's cell may be edited; true when left out. */
  canEdit?: (row: Row) => boolean;
}

export const features = tableFeatures({
  columnSizingFeature,
  columnResizingFeature,
  columnVisibilityFeature,
  columnOrderingFeature,
  columnPinningFeature,
});

export type Features = typeof features;

/** Our columns as the table library wants them. */
export function definitions<Row extends object>(columns: readonly TableColumn<Row>[]): ColumnDef<Features, Row>[] {
  return columns.map((column) => ({
    id: column.id,
    header: column.name,
    size: column.width,
    minSize: column.minWidth ?? 48,
  }));
}
