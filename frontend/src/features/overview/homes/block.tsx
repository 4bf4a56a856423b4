import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { counted } from '@/shared/format';
import { Counted, type ListKind, type Narrowing, firstQuery, queryOf } from '@/shared/lists';
import { Section } from '@/shared/ui/layout/panel';
import { SkeletonLines, SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { LineRow } from '../lists/line-row';
import { lineOf } from '../lists/lines';

interface Props {
  title: ReactNode;
  kind: ListKind;
  of: Narrowing;
  /** What is true when there is none. */
  empty: ReactNode;
  limit?: number;
  sort?: string;
  actionOf?: (row: unknown) => ReactNode;
}

/** The first records of a list below their heading; the heading opens all. */
export function Block({ title, kind, of, empty, limit = 8, sort, actionOf }: Props) {
  const query = queryOf(of);
  const list = useQuery(firstQuery<unknown>(kind, query, limit, sort));
  return (
    <section>
      <header className="flex min-h-10 items-center gap-2 border-b border-line px-5 max-tablet:px-4">
        <h2 className="text-sm font-strong">{title}</h2>
        {list.isSuccess && <span className="text-ink-3">{counted(list.data.total, list.data.isEstimate)}</span>}
        {list.isSuccess && list.data.total > list.data.rows.length && (
          <Counted kind={kind} of={query} className="ml-auto text-xs">
            <Trans>All</Trans>
          </Counted>
        )}
      </header>
      {list.isPending && <SkeletonRows rows={4} />}
      {list.isError && <Failed list={list} />}
      {list.isSuccess && list.data.total === 0 && (
        <p className="border-b border-line px-5 py-3 text-ink-3 max-tablet:px-4">{empty}</p>
      )}
      <ul>
        {list.data?.rows.map((row) => {
          const line = lineOf(kind, row);
          return <LineRow key={line.id} line={line} action={actionOf?.(row)} />;
        })}
      </ul>
    </section>
  );
}

/** The same in a side column. */
export function SideBlock({ title, kind, of, empty, limit = 5, sort }: Props) {
  const query = queryOf(of);
  const list = useQuery(firstQuery<unknown>(kind, query, limit, sort));
  return (
    <Section
      title={title}
      note={
        list.isSuccess &&
        list.data.total > 0 && <b className="text-ink">{counted(list.data.total, list.data.isEstimate)}</b>
      }
      actions={
        list.isSuccess &&
        list.data.total > list.data.rows.length && (
          <Counted kind={kind} of={query} className="text-xs">
            <Trans>All</Trans>
          </Counted>
        )
      }
    >
      {list.isPending && <SkeletonLines lines={3} />}
      {list.isError && <Failed list={list} />}
      {list.isSuccess && list.data.total === 0 && <p className="text-ink-3">{empty}</p>}
      <ul>
        {list.data?.rows.map((row) => {
          const line = lineOf(kind, row);
          return <LineRow key={line.id} line={line} isNarrow />;
        })}
      </ul>
    </Section>
  );
}

function Failed({ list }: { list: { error: unknown; refetch: () => unknown } }) {
  return (
    <PartError
      className="px-0!"
      title={<Trans>This part was not loaded</Trans>}
      error={list.error}
      onRetry={() => void list.refetch()}
    />
  );
}
