import { useLingui } from '@lingui/react/macro';
import { type CSSProperties, type RefObject, memo } from 'react';
import { CheckBox } from '../choice';
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
  const { elementId, id, row, index, top, height, frame, hasBox, isChosen, isCurrent, cell, editing, saved, actions } =
    props;
  const { t } = useLingui();
  return (
    <div
      id={elementId}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={hasBox ? isChosen : undefined}
      onClick={() => actions.current.point(index)}
      onDoubleClick={() => actions.current.open?.(row)}
      style={{ transform: `translateY(${top}px)`, height, gridTemplateColumns: frame.template }}
      className={cx(
        'absolute inset-x-0 top-0 grid border-b border-line',
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
          style={frame.pinned[at]}
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
  isEditing,
  isSaved,
  isCurrent,
  onEdit,
  onDone,
}: CellProps<Data>) {
  const canEdit = column.edit !== undefined && column.canEdit?.(row) !== false;
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
        'flex min-w-0 items-center bg-inherit whitespace-nowrap',
        column.align === 'end' && 'justify-end',
        isEditing ? 'p-0.5' : 'overflow-hidden px-2.5',
        isSaved && 'flash-saved',
        isCurrent && 'group-focus-visible/grid:ring-focus-inside',
      )}
    >
      {isEditing ? column.edit?.(row, onDone) : <span className="min-w-0 truncate">{column.cell(row)}</span>}
    </span>
  );
}
