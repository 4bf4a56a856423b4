import { Trans, useLingui } from '@lingui/react/macro';
import { Table2 } from 'lucide-react';
import { type ReactNode, Suspense, useState } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { cx } from '@/shared/ui/cx';
import { Bone, Skeleton } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { LineTable } from '@/shared/ui/lists/line-table';

interface Loaded {
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
}

interface Props {
  title: string;
  note?: ReactNode;
  /** What the chart is made of: loading, failed or there. */
  queries: readonly Loaded[];
  legend?: readonly { name: string; className: string }[];
  chart: ReactNode;
  /** The same numbers to the last digit, each opening its records; none where the chart is a table itself. */
  table?: ReactNode;
  className?: string;
}

/** A chart with its twin: the same head, one press shows the numbers in its place. */
export function ChartPanel({ title, note, queries, legend = [], chart, table, className }: Props) {
  const { t } = useLingui();
  const [isTable, setTable] = useState(false);
  const failed = queries.find((query) => query.isError);
  const isPending = !failed && queries.some((query) => query.isPending);
  return (
    <section className={cx('flex min-w-0 flex-col border-b border-line px-4 py-3', className)} aria-label={title}>
      <header className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-sm">{title}</h2>
        {note && <span className="text-xs text-ink-3">{note}</span>}
        <span className="ml-auto flex items-center gap-3 text-xs text-ink-2">
          {!isTable &&
            legend.map((each) => (
              <span key={each.name} className="flex items-center gap-1.5">
                <i aria-hidden className={cx('size-2.5 rounded-[2px]', each.className)} />
                {each.name}
              </span>
            ))}
          {table !== undefined && (
            <ToggleButton
              isSelected={isTable}
              onChange={setTable}
              aria-label={t`${title}: as a table`}
              className="flex size-6 items-center justify-center rounded-badge border border-transparent text-ink-2 hover:bg-hover selected:border-line-control selected:bg-surface-3"
            >
              <Table2 className="icon-sm" aria-hidden />
            </ToggleButton>
          )}
        </span>
      </header>
      {isPending && (
        <Skeleton>
          {[80, 62, 48, 30].map((width) => (
            <Bone key={width} width={`${width}%`} className="mb-4" />
          ))}
        </Skeleton>
      )}
      {failed && (
        <PartError
          className="px-0!"
          title={<Trans>This part was not loaded</Trans>}
          error={failed.error}
          onRetry={() => {
            for (const query of queries) if (query.isError) query.refetch();
          }}
        />
      )}
      {!failed && !isPending && <Suspense fallback={<div className="h-57.5" />}>{isTable ? table : chart}</Suspense>}
    </section>
  );
}

interface TwinProps {
  label: string;
  head: readonly string[];
  rows: readonly { id: string; cells: readonly ReactNode[] }[];
}

/** The table that says what a chart shows. */
export function Twin({ label, head, rows }: TwinProps) {
  return (
    <LineTable label={label}>
      <thead>
        <tr className="text-xs text-ink-3">
          {head.map((name, index) => (
            <th
              key={name}
              className={cx('px-2 pb-1 font-normal whitespace-nowrap', index === 0 ? 'text-left' : 'text-right')}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            {row.cells.map((cell, index) =>
              index === 0 ? (
                <th key={head[0]} scope="row" className="border-t border-line px-2 py-1 text-left font-normal">
                  {cell}
                </th>
              ) : (
                <td key={head[index]} className="border-t border-line px-2 py-1 text-right whitespace-nowrap">
                  {cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </LineTable>
  );
}
