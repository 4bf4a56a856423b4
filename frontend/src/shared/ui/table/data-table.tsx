import { useLingui } from '@lingui/react/macro';
import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Checkbox } from '../forms/choice';
import { SkeletonRows } from '../feedback/skeleton';
import { useWidth } from '../use-width';
import { type TableColumn, definitions, features } from './columns';
import { HeaderRow } from './header-row';
import { type Selection, NOTHING, headState, isSelected, select } from './selection';
import { useFrame } from './frame';
import { type RowActions, TableRow } from './table-row';
import { useRowHeight } from './use-row-height';
import { useTableKeys } from './use-table-keys';

export interface Sort {
  column: string;
  descending: boolean;
}

/** Which columns are shown, in which order, how wide. Belongs into the view that is saved. */
export interface TableLayout {
  order?: readonly string[];
  hidden?: readonly string[];
  widths?: Record<string, number>;
}

export interface DataTableProps<Row extends object> {
  label: string;
  columns: readonly TableColumn<Row>[];
  /** What is loaded so far; more comes by `onMore`. */
  rows: readonly Row[];
  idOf: (row: Row) => string;
  layout?: TableLayout;
  onLayout?: (layout: TableLayout) => void;
  sort?: Sort | null;
  onSort?: (sort: Sort) => void;
  selection?: Selection;
  onSelect?: (selection: Selection) => void;
  /** Enter, or a double click. */
  onOpen?: (row: Row) => void;
  /** Space. */
  onPeek?: (row: Row) => void;
  /** The row the keyboard is on, by id. */
  current?: string | null;
  onCurrent?: (id: string) => void;
  isLoading?: boolean;
  hasMore?: boolean;
  onMore?: () => void;
  /** Shown in place of the rows when there are none. */
  empty?: ReactNode;
  /** How many there are in all, where it is known. */
  total?: number | null;
  /** Tells which rows are in sight, counted from 1. */
  onRange?: (first: number, last: number) => void;
}

interface Editing {
  row: string;
  column: string;
}

const SELECT_WIDTH = 36;
const NEAR_END = 20;
/** About what a row takes on a phone; each is measured once it is drawn. */
const PHONE_ROW = 64;

/**
 * The list of everything: virtual rows, sticky header and first columns, keyboard row, selection, editing in place.
 * On a phone each row stands on lines of its own, with its columns' names, and a tap opens it.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    idOf,
    layout,
    onLayout,
    sort,
    onSort,
    selection,
    onSelect,
    onOpen,
    onPeek,
    current,
    onCurrent,
  } = props;
  const { isLoading = false, hasMore = false, onMore, empty, total, onRange } = props;
  const { t } = useLingui();
  const tableId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const isPhone = useWidth('(max-width: 767px)');
  const oneLine = useRowHeight();
  const rowHeight = isPhone ? PHONE_ROW : oneLine;
  const [ownCurrent, setOwnCurrent] = useState<string | null>(null);
  const [cellIndex, setCellIndex] = useState<number | null>(null);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [saved, setSaved] = useState<Editing | null>(null);

  const table = useTable({
    features,
    columns: useMemo(() => definitions(columns), [columns]),
    data: rows,
    getRowId: idOf,
    columnResizeMode: 'onChange',
    state: useMemo(
      () => ({
        columnOrder: [...(layout?.order ?? [])],
        columnVisibility: Object.fromEntries((layout?.hidden ?? []).map((id) => [id, false])),
        columnSizing: layout?.widths ?? {},
      }),
      [layout],
    ),
    onColumnSizingChange: (change) => {
      const widths = typeof change === 'function' ? change(layout?.widths ?? {}) : change;
      onLayout?.({ ...layout, widths });
    },
  });
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const lead = onSelect ? SELECT_WIDTH : 0;
  const frame = useFrame(
    headers.map((header) => byId.get(header.column.id)).filter((column) => column !== undefined),
    headers.map((header) => header.getSize()),
    lead,
  );
  const { shown } = frame;

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 2,
    scrollPaddingStart: 28,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && lastIndex >= rows.length - NEAR_END) onMore?.();
  }, [hasMore, lastIndex, rows.length, onMore]);

  const range = virtual.range;
  useEffect(() => {
    if (range) onRange?.(Math.min(range.startIndex + 1, rows.length), Math.min(range.endIndex + 1, rows.length));
  }, [onRange, range, rows.length]);

  const currentId = current === undefined ? ownCurrent : current;
  const currentIndex = useMemo(
    () => (currentId === null ? -1 : rows.findIndex((row) => idOf(row) === currentId)),
    [rows, idOf, currentId],
  );
  function move(index: number) {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[next];
    if (row === undefined) return;
    setOwnCurrent(idOf(row));
    onCurrent?.(idOf(row));
    virtual.scrollToIndex(next);
  }
  function startEdit() {
    const row = rows[currentIndex];
    const column = shown[cellIndex ?? shown.findIndex((each) => each.edit)];
    if (row === undefined || !column?.edit || column.canEdit?.(row) === false) return;
    setEditing({ row: idOf(row), column: column.id });
  }
  function endEdit(isSaved: boolean) {
    if (isSaved) setSaved(editing);
    setEditing(null);
    scroller.current?.focus();
  }

  useTableKeys({
    rows,
    idOf,
    current: currentIndex,
    move,
    selection,
    onSelect,
    onOpen: (row) => (cellIndex === null || !shown[cellIndex]?.edit ? onOpen?.(row) : startEdit()),
    onPeek,
    onEdit: columns.some((column) => column.edit) ? startEdit : undefined,
    copy: (row) => void navigator.clipboard.writeText(shown.map((column) => column.text?.(row) ?? '').join('\t')),
    isEditing: editing !== null,
  });

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.target !== scroller.current) return;
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2;
    const targets: Record<string, () => void> = {
      PageDown: () => move(currentIndex + page),
      PageUp: () => move(currentIndex - page),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      ArrowRight: () => setCellIndex(Math.min(shown.length - 1, (cellIndex ?? -1) + 1)),
      ArrowLeft: () => setCellIndex(cellIndex === null || cellIndex === 0 ? null : cellIndex - 1),
    };
    const act = targets[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  const head = useMemo(() => (selection ? headState(selection, rows.map(idOf)) : 'none'), [selection, rows, idOf]);
  const latest: RowActions<Row> = {
    point: move,
    open: onOpen,
    select: (id, chosen) => onSelect?.(select(selection ?? NOTHING, [id], chosen)),
    edit: (index, row, column) => {
      move(index);
      setEditing({ row, column });
    },
    endEdit,
  };
  const actions = useRef(latest);
  useLayoutEffect(() => {
    actions.current = latest;
  });
  const activeId = currentIndex >= 0 ? `${tableId}-${currentIndex}` : undefined;
  if (isLoading) return <SkeletonRows rows={16} />;
  // Without a header and without rows it is no grid: only what the list says of itself stands there.
  if (isPhone && rows.length === 0) return <div className="min-h-0 flex-1 overflow-auto">{empty}</div>;
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={total ?? -1}
      aria-multiselectable={onSelect !== undefined}
      aria-activedescendant={activeId}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="group/grid relative min-h-0 flex-1 overflow-auto outline-none"
    >
      {!isPhone && (
        <HeaderRow
          headers={headers}
          frame={frame}
          sort={sort ?? null}
          onSort={onSort}
          canResize={onLayout !== undefined}
          lead={
            onSelect && (
              <Checkbox
                aria-label={t`Select the rows`}
                isSelected={head === 'all'}
                isIndeterminate={head === 'some'}
                onChange={(chosen) => onSelect(chosen ? select(NOTHING, rows.map(idOf), true) : NOTHING)}
                className="size-full justify-center"
              />
            )
          }
        />
      )}
      {rows.length === 0 && empty}
      {/* Rows as high as their words are made anew as rows of one height: measured ones would keep theirs. */}
      <div
        key={isPhone ? 'lines' : 'columns'}
        className="relative"
        style={{ height: virtual.getTotalSize(), minWidth: isPhone ? 0 : frame.minWidth }}
      >
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const id = idOf(row);
          const isCurrent = item.index === currentIndex;
          return (
            <TableRow<Row>
              key={id}
              elementId={`${tableId}-${item.index}`}
              id={id}
              row={row}
              index={item.index}
              top={item.start}
              height={item.size}
              frame={frame}
              hasBox={onSelect !== undefined && !isPhone}
              measure={isPhone ? virtual.measureElement : undefined}
              isChosen={selection ? isSelected(selection, id) : false}
              isCurrent={isCurrent}
              cell={isCurrent ? cellIndex : null}
              editing={editing?.row === id ? editing.column : null}
              saved={saved?.row === id ? saved.column : null}
              actions={actions}
            />
          );
        })}
      </div>
    </div>
  );
}
