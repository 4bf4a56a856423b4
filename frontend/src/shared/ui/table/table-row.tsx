import { useLingui } from '@lingui/react/macro';
import { type CSSProperties, type RefObject, memo } from 'react';
import { CheckBox } from '../forms/choice';
import { cx } from '../cx';
import type { TableColumn } from './columns';
import type { Frame } from './frame';

/** What a row asks the table to do. */
export interface RowActions<Row> {
  point: (index: number) => void;
  open: ((row: Row) => void) | undefined;
  select: (id: string, isChosen: boolean) => void;
  edit: (index: number, id: string, column: string) => void;
  endEdit: (isSaved: boolean) => void;
}

interface RowProps<Row extends object> {
  elementId: string;
  id: string;
  row: Row;
  index: number;
  top: number;
  height: number;
  frame: Frame<Row>;
  hasBox: boolean;
  /** On a phone, where a row is as high as its words: tells the table how high. */
  measure: ((row: HTMLElement | null) => void) | undefined;
  isChosen: boolean;
  isCurrent: boolean;
  /** The column the keyboard is on, null for the whole row. */
  cell: number | null;
  /** The column being edited, and the one just saved. */
  editing: string | null;
  saved: string | null;
  /** The latest of what the table does: a ref, so that rows need not draw again for it. */
  actions: RefObject<RowActions<Row>>;
}

function Row<Data extends object>(props: RowProps<Data>) {
  const { elementId, id, row, index, top, height, frame, hasBox, measure, isChosen, isCurrent } = props;
  const { cell, editing, saved, actions } = props;
  const { t } = useLingui();
  const isPhone = measure !== undefined;
  const title = frame.shown.find((column) => column.isTitle) ?? frame.shown[0];
  const place = { transform: `translateY(${top}px)` };
  return (
    <div
      ref={measure}
      data-index={index}
      id={elementId}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={hasBox ? isChosen : undefined}
      onClick={(event) => {
        actions.current.point(index);
        if (isPhone && !(event.target as Element).closest('a, button')) actions.current.open?.(row);
      }}
      onDoubleClick={() => actions.current.open?.(row)}
      style={isPhone ? place : { ...place, height, gridTemplateColumns: frame.template }}
      className={cx(
        'absolute inset-x-0 top-0 border-b border-line',
        isPhone ? 'flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2' : 'grid',
        isChosen ? 'bg-accent-soft' : isCurrent ? 'bg-hover' : 'bg-surface hover:bg-hover',
        // Over the columns that stay in sight, which lie over the row.
        isCurrent &&
          "after:pointer-events-none after:absolute after:inset-0 after:z-2 after:content-[''] group-focus-visible/grid:after:ring-focus-inside",
      )}
    >
      {hasBox && (
        <span role="gridcell" className="sticky left-0 z-1 flex bg-inherit">
          <button
            type="button"
            role="checkbox"
            aria-checked={isChosen}
            aria-label={t`Select`}
            tabIndex={-1}
            onClick={(event) => {
              event.stopPropagation();
              actions.current.select(id, !isChosen);
            }}
            className="flex flex-1 cursor-default items-center justify-center"
          >
            <CheckBox isSelected={isChosen} />
          </button>
        </span>
      )}
      {frame.shown.map((column, at) => (
        <TableCell
          key={column.id}
          row={row}
          column={column}
          style={isPhone ? undefined : frame.pinned[at]}
          onLines={isPhone ? (column === title ? 'title' : 'beside') : null}
          isEditing={editing === column.id}
          isSaved={saved === column.id}
          isCurrent={at === cell}
          onEdit={() => actions.current.edit(index, id, column.id)}
          onDone={(isDone) => actions.current.endEdit(isDone)}
        />
      ))}
    </div>
  );
}

/** One row; draws again only when something of its own changes. */
export const TableRow = memo(Row) as typeof Row;

interface CellProps<Data extends object> {
  row: Data;
  column: TableColumn<Data>;
  style: CSSProperties | undefined;
  /** Where columns have no room: whether the cell is what the row is called, or stands below with its column's name. */
  onLines: 'title' | 'beside' | null;
  isEditing: boolean;
  isSaved: boolean;
  isCurrent: boolean;
  onEdit: () => void;
  onDone: (isSaved: boolean) => void;
}

function TableCell<Data extends object>({
  row,
  column,
  style,
  onLines,
  isEditing,
  isSaved,
  isCurrent,
  onEdit,
  onDone,
}: CellProps<Data>) {
  const canEdit = column.edit !== undefined && column.canEdit?.(row) !== false;
  if (onLines === 'beside' && column.text?.(row) === '') return null;
  return (
    <span
      role="gridcell"
      style={style}
      title={column.text?.(row)}
      onDoubleClick={(event) => {
        if (!canEdit) return;
        event.stopPropagation();
        onEdit();
      }}
      onKeyDown={(event) => {
        if (!isEditing || event.key !== 'Escape') return;
        event.stopPropagation();
        onDone(false);
      }}
      className={cx(
        'flex min-w-0 items-center bg-inherit',
        onLines === 'title' && 'order-first basis-full font-strong',
        onLines === 'beside' && 'max-w-full gap-1.5 text-xs',
        onLines === null && 'whitespace-nowrap',
        onLines === null && column.align === 'end' && 'justify-end',
        onLines === null && (isEditing ? 'p-0.5' : 'overflow-hidden px-2.5'),
        isSaved && 'flash-saved',
        isCurrent && 'group-focus-visible/grid:ring-focus-inside',
      )}
    >
      {onLines === 'beside' && <span className="flex-none text-ink-3">{column.name}</span>}
      {isEditing ? column.edit?.(row, onDone) : <span className="min-w-0 truncate">{column.cell(row)}</span>}
    </span>
  );
}
