import { useLingui } from '@lingui/react/macro';
import type { Header } from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { cx } from '../cx';
import type { Features, TableColumn } from './columns';
import type { Sort } from './data-table';
import type { Frame } from './frame';

interface HeaderRowProps<Row extends object> {
  headers: readonly Header<Features, Row, unknown>[];
  frame: Frame<Row>;
  sort: Sort | null;
  onSort: ((sort: Sort) => void) | undefined;
  canResize: boolean;
  /** The box that selects all, where rows can be selected. */
  lead: ReactNode;
}

/** The sticky header: names aligned as their columns, one sort arrow, edges to drag. */
export function HeaderRow<Row extends object>(props: HeaderRowProps<Row>) {
  const { headers, frame, sort, onSort, canResize, lead } = props;
  return (
    <div
      role="row"
      aria-rowindex={1}
      style={{ gridTemplateColumns: frame.template, minWidth: frame.minWidth }}
      className="sticky top-0 z-2 grid h-7 border-b border-line bg-surface-2 text-xs text-ink-3"
    >
      {lead && (
        <span role="columnheader" className="sticky left-0 z-1 bg-inherit">
          {lead}
        </span>
      )}
      {frame.shown.map((column, index) => (
        <HeaderCell
          key={column.id}
          column={column}
          style={frame.pinned[index]}
          sort={sort?.column === column.id ? sort : null}
          onSort={onSort}
          onResize={canResize ? headers[index]?.getResizeHandler() : undefined}
        />
      ))}
    </div>
  );
}

interface HeaderCellProps<Row extends object> {
  column: TableColumn<Row>;
  style: CSSProperties | undefined;
  sort: Sort | null;
  onSort: ((sort: Sort) => void) | undefined;
  onResize: ((event: unknown) => void) | undefined;
}

function HeaderCell<Row extends object>({ column, style, sort, onSort, onResize }: HeaderCellProps<Row>) {
  const { t } = useLingui();
  const Arrow = sort?.descending ? ArrowDown : ArrowUp;
  const direction = sort === null ? 'none' : sort.descending ? 'descending' : 'ascending';
  return (
    <span
      role="columnheader"
      aria-sort={column.canSort ? direction : undefined}
      style={style}
      className={cx(
        'group/head relative flex min-w-0 items-center bg-inherit px-2.5',
        column.align === 'end' && 'justify-end',
      )}
    >
      {column.canSort && onSort ? (
        <button
          type="button"
          tabIndex={-1}
          onClick={() => onSort({ column: column.id, descending: sort ? !sort.descending : false })}
          className={cx(
            'flex h-full min-w-0 cursor-default items-center gap-1 hover:text-ink',
            sort && 'font-strong text-ink',
          )}
        >
          <span className="truncate">{column.name}</span>
          {sort && <Arrow className="icon-xs" aria-hidden />}
        </button>
      ) : (
        <span className="truncate">{column.name}</span>
      )}
      {onResize && (
        <span
          role="separator"
          aria-orientation="vertical"
          aria-label={t`Width of ${column.name}`}
          onMouseDown={onResize}
          onTouchStart={onResize}
          className="absolute inset-y-1 right-0 w-1.5 cursor-col-resize border-r border-line-2 opacity-0 group-hover/head:opacity-100"
        />
      )}
    </span>
  );
}
