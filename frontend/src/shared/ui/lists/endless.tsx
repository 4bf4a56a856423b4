import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from '../actions/button';
import { SkeletonRows } from '../feedback/skeleton';
import { PartError } from '../feedback/states';
import { DataTable, type DataTableProps } from '../table';

/** A list that is read page by page, as `useInfiniteQuery(listOptions(…))` gives it. */
export interface EndlessList<Row> {
  data: { rows: readonly Row[]; total: number | null } | undefined;
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

interface RowsProps<Row> {
  label: string;
  list: EndlessList<Row>;
  /** What is said when it was not loaded. */
  failed: ReactNode;
  /** What is said when it holds nothing. */
  empty: ReactNode;
  /** One row, an `li` with its key. */
  children: (row: Row) => ReactNode;
}

/** The rows of a list below one another in a region of their own, with more on demand. */
export function EndlessRows<Row>({ label, list, ...rest }: RowsProps<Row>) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too
    <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={label}>
      <EndlessPart list={list} {...rest} />
    </div>
  );
}

/** The same inside a region that scrolls already. */
export function EndlessPart<Row>({ list, failed, empty, children }: Omit<RowsProps<Row>, 'label'>) {
  const rows = list.data?.rows ?? [];
  return (
    <>
      {list.isPending && <SkeletonRows rows={10} />}
      {list.isError && <PartError title={failed} error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && empty}
      <ul>{rows.map(children)}</ul>
      {list.hasNextPage && (
        <p className="p-3 text-center">
          <Button size="sm" isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            <Trans>Load more</Trans>
          </Button>
        </p>
      )}
    </>
  );
}

type TableProps<Row extends object> = Omit<DataTableProps<Row>, 'rows' | 'isLoading' | 'hasMore' | 'onMore' | 'total'> &
  Pick<RowsProps<Row>, 'list' | 'failed'>;

/** A list as a table that reads on as one scrolls. */
export function EndlessTable<Row extends object>({ list, failed, ...table }: TableProps<Row>) {
  if (list.isError) return <PartError title={failed} error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <DataTable<Row>
      {...table}
      rows={list.data?.rows ?? []}
      isLoading={list.isPending}
      hasMore={list.hasNextPage}
      onMore={() => void list.fetchNextPage()}
      total={list.data?.total ?? null}
    />
  );
}
