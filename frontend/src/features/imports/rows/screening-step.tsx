import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { CircleCheck, ListChecks } from 'lucide-react';
import { useState } from 'react';
import type { Import, ImportRow } from '@/api';
import { count, langOf } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { Bar } from '@/shared/ui/values/figures';
import { Kbd } from '@/shared/ui/actions/kbd';
import { Column, Columns, Strip } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, Hidden, PartError } from '@/shared/ui/feedback/states';
import { useRoving } from '@/shared/ui/use-roving';
import { DecideAll } from './decide-all';
import { DecideRow } from './decide-row';
import { rowsQuery } from '../queries';
import { nameOfRow, reasonText } from './row-words';

interface Props {
  whole: Import;
  number: number | null;
  onNumber: (number: number | null) => void;
  onDone: () => void;
}

const NOTHING: readonly ImportRow[] = [];

/** The queue of rows that resemble somebody known: each is taken as new, merged, or turned down with a reason. */
export function ScreeningStep({ whole, number, onNumber, onDone }: Props) {
  const { t } = useLingui();
  const screens = useMay('import:screen');
  const [all, setAll] = useState(false);
  const list = useInfiniteQuery(rowsQuery(whole.id, 'screening', 'queue'));
  const rows = list.data?.rows ?? NOTHING;
  const current = rows.find((row) => row.number === number) ?? rows[0];
  const at = current ? rows.indexOf(current) : -1;
  const { list: roving } = useRoving<HTMLUListElement>();
  const step = (by: number) => {
    const next = rows[at + by];
    if (next) onNumber(next.number);
  };
  useHotkeys([
    { keys: 'j, arrowdown', name: t`Next row`, group: 'list', run: () => step(1) },
    { keys: 'k, arrowup', name: t`Previous row`, group: 'list', run: () => step(-1) },
  ]);
  if (!screens) {
    return (
      <Hidden className="p-6" title={<Trans>Screening is not open to you</Trans>}>
        <Trans>Leads and managers decide on rows that resemble a known customer. Tell yours that they wait.</Trans>
      </Hidden>
    );
  }
  const { counts } = whole;
  const left = counts.screening;
  return (
    <>
      <Strip>
        <span className="truncate text-ink-3">{whole.file_name}</span>
        <b className="whitespace-nowrap">
          <Trans>{count(left)} still to screen</Trans>
        </b>
        <Bar
          className="w-40 max-tablet:hidden"
          share={counts.rows > 0 ? 1 - left / counts.rows : 1}
          label={t`Rows with an answer`}
        />
        <span className="text-xs whitespace-nowrap text-ink-3 max-tablet:hidden">
          <Trans>{count(counts.rows - left)} rows have their answer</Trans>
        </span>
        <Button size="sm" icon={ListChecks} className="ml-auto" onPress={() => setAll(true)}>
          <Trans>Decide on the rest together</Trans>
        </Button>
      </Strip>
      <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <Column
          width={280}
          label={t`Rows that wait`}
          className="max-laptop:max-h-48 max-laptop:w-full!"
          footer={
            <footer className="flex h-9 flex-none items-center gap-1.5 border-t border-line px-3 text-xs text-ink-3 max-laptop:hidden">
              <Kbd keys="j" />
              <Kbd keys="k" />
              <Trans>Choose</Trans>
            </footer>
          }
        >
          {list.isPending && <SkeletonRows rows={8} />}
          {list.isError && (
            <PartError
              title={<Trans>The rows were not loaded</Trans>}
              error={list.error}
              onRetry={() => void list.refetch()}
            />
          )}
          <ul ref={roving}>
            {rows.map((row) => {
              const name = nameOfRow(row, whole);
              return (
                <li key={row.number} className="border-b border-line">
                  <button
                    type="button"
                    aria-current={row === current}
                    onClick={() => onNumber(row.number)}
                    className={cx(
                      'grid w-full cursor-default grid-cols-[minmax(0,1fr)_auto] gap-x-2 border-l-2 px-3.5 py-2 text-left focus-visible:ring-focus-inside',
                      row === current ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-hover',
                    )}
                  >
                    <b className="truncate" lang={langOf(name)}>
                      {name}
                    </b>
                    <span className="text-xs text-ink-3">{row.number}</span>
                    <span className="col-span-full truncate text-xs text-ink-3">{reasonText(row.reason)}</span>
                  </button>
                </li>
              );
            })}
          </ul>
          {list.hasNextPage && (
            <button
              type="button"
              className="w-full py-2 text-accent-ink hover:underline"
              onClick={() => void list.fetchNextPage()}
            >
              <Trans>Show more</Trans>
            </button>
          )}
        </Column>
        {current ? (
          <DecideRow
            key={current.number}
            whole={whole}
            row={current}
            onDecided={() => onNumber((rows[at + 1] ?? rows[at - 1])?.number ?? null)}
          />
        ) : (
          !list.isPending && (
            <Empty
              className="flex-1 py-16"
              icon={CircleCheck}
              title={<Trans>Every row has its answer</Trans>}
              actions={
                <Button onPress={onDone}>
                  <Trans>See what became of the rows</Trans>
                </Button>
              }
            />
          )
        )}
      </Columns>
      {all && (
        <DecideAll
          whole={whole}
          rows={rows}
          hasMore={list.hasNextPage}
          note={<Plural value={left} one="# row waits" other="# rows wait" />}
          onClose={() => setAll(false)}
          onDone={onDone}
        />
      )}
    </>
  );
}
