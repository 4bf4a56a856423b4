import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { SquareKanban } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { type BoardCard, isApiError } from '@/api';
import { type Filters, countOf } from '@/shared/addresses/opportunities';
import { useHotkeys } from '@/shared/hotkeys';
import { label, stageLabels } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { dayIn, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { Skeleton, Bone } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { toast } from '@/shared/ui/feedback/toast';
import { useWidth } from '@/shared/ui/use-width';
import { parametersOf } from '../filters';
import type { Filling, Gap } from '../filling';
import { gapsOf, useDropCard } from '../moves';
import { PipelineHead } from '../pipeline-head';
import { boardQuery } from '../queries';
import type { Refused } from './board-refusal';
import { BoardColumn } from './column';
import { type Column, type Cursor, type Drop, type Step, after, dropOf, placeOf } from './machine';
import { Totals } from './totals';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const BoardRefusal = lazyDialog(() => import('./board-refusal').then((module) => module.BoardRefusal));
const PhoneStages = lazyDialog(() => import('./phone-stages').then((module) => module.PhoneStages));
const NewOpportunity = lazyDialog(() => import('../new-opportunity').then((module) => module.NewOpportunity));

interface Props {
  filters: Filters;
  onFilters: (filters: Filters) => void;
  onOpen: (id: string) => void;
}

/** The pipeline as a board: six stages, their worth, and cards that go on by keyboard or pointer. */
export function BoardPage({ filters, onFilters, onOpen }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const opens = useMay('opportunity:write');
  const prefix = useId();
  const isPhone = useWidth('(max-width: 767px)');
  const options = boardQuery(parametersOf(filters, me.id, today));
  const board = useQuery(options);
  const drop = useDropCard(options.queryKey);
  const [loaded, setLoaded] = useState<Record<string, readonly BoardCard[]>>({});
  const [cursor, setCursor] = useState<Cursor>({ current: null, lifted: null });
  const [refused, setRefused] = useState<Refused | null>(null);
  const [isOpening, setOpening] = useState(false);
  const anchor = useRef<HTMLElement | null>(null);
  const root = useRef<HTMLDivElement>(null);

  const data = board.data;
  const columns: Column[] = useMemo(
    () =>
      (data?.columns ?? []).map(({ stage, cards }) => ({
        stage,
        ids: (loaded[stage] ?? cards).map((card) => card.id),
      })),
    [data, loaded],
  );
  const cardOf = (id: string | null) =>
    id === null
      ? undefined
      : Object.values(loaded)
          .flat()
          .find((card) => card.id === id);
  const onBoard = useMemo(
    () => new Set(data?.columns.flatMap((column) => column.cards.map((card) => card.id))),
    [data],
  );
  const keepers = useMemo(
    () =>
      Object.fromEntries(
        (data?.columns ?? []).map(({ stage }) => [
          stage,
          (cards: readonly BoardCard[]) => setLoaded((old) => ({ ...old, [stage]: cards })),
        ]),
      ),
    [data?.columns],
  );

  const put = (card: BoardCard, wanted: Drop, asked: readonly Gap[] = [], filling?: Filling) => {
    setRefused(null);
    drop.mutate(
      { card, drop: wanted, asked, ...(filling && { filling }) },
      {
        onSuccess: () => {
          const stage = label(stageLabels, wanted.stage);
          if (wanted.stage !== card.stage) toast.done(t`“${card.title}” is now in “${stage}”`);
        },
        onError: (error) => {
          const gaps = gapsOf(error);
          if (isApiError(error) && (gaps !== null || error.code === 'wrong_state' || error.status === 403)) {
            setRefused({ card, drop: wanted, gaps: gaps ?? [], error });
          } else if (isApiError(error)) {
            toast.failed(problemText(error));
            void board.refetch();
          }
        },
      },
    );
  };

  const letGo = () => {
    const { lifted } = cursor;
    if (!lifted) return;
    setCursor({ current: lifted.id, lifted: null });
    const wanted = dropOf(columns, lifted);
    const card = cardOf(lifted.id);
    if (wanted && card) put(card, wanted);
  };
  const step = (by: Step) => {
    root.current?.focus({ preventScroll: true });
    setCursor((old) => after(columns, old, by));
  };
  const current = cardOf(cursor.current);
  const isLifted = cursor.lifted !== null;
  useHotkeys([
    { keys: 'arrowleft, h', name: t`To the stage before`, group: 'board', run: () => step('left') },
    { keys: 'arrowright, l', name: t`To the stage after`, group: 'board', run: () => step('right') },
    { keys: 'arrowup, k', name: t`To the card above`, group: 'board', run: () => step('up') },
    { keys: 'arrowdown, j', name: t`To the card below`, group: 'board', run: () => step('down') },
    { keys: 'home', name: t`To the top of the column`, group: 'board', run: () => step('first') },
    { keys: 'end', name: t`To the end of the column`, group: 'board', run: () => step('last') },
    {
      keys: 'space',
      name: isLifted ? t`Drop the card` : t`Lift the card`,
      group: 'board',
      run: () => (isLifted ? letGo() : step('lift')),
      isOn: isLifted || (current?.allowed_moves.length ?? 0) > 0,
    },
    {
      keys: 'enter',
      name: isLifted ? t`Drop the card` : t`Open the card`,
      group: 'board',
      run: () => (isLifted ? letGo() : current && onOpen(current.id)),
      isOn: isLifted || current !== undefined,
    },
    { keys: 'escape', name: t`Put the card back`, group: 'board', run: () => step('back'), isOn: isLifted },
    { keys: 'c', name: t`New opportunity`, group: 'board', run: () => setOpening(true), isOn: opens },
  ]);

  useEffect(() => {
    if (cursor.current !== null && placeOf(columns, cursor.current) === null && !isLifted) {
      setCursor({ current: null, lifted: null });
    }
  }, [columns, cursor, isLifted]);

  const said = cursor.lifted && columns[cursor.lifted.column];
  const place = said && label(stageLabels, said.stage);
  const row = cursor.lifted && cursor.lifted.row + 1;
  return (
    <>
      <PipelineHead
        view="board"
        filters={filters}
        onFilters={onFilters}
        onNew={opens ? () => setOpening(true) : undefined}
      />
      <Totals board={data} filters={filters} today={today} onFilters={onFilters} />
      <p role="status" aria-live="assertive" className="sr-only">
        {current && !isLifted && `${current.title}, ${label(stageLabels, current.stage)}`}
        {isLifted && place && t`${place}, place ${row}`}
      </p>
      {board.isPending && <BoardSkeleton />}
      {board.isError && (
        <PartError
          title={<Trans>The board was not loaded</Trans>}
          error={board.error}
          onRetry={() => void board.refetch()}
        />
      )}
      {data && data.columns.every((column) => column.count === 0) ? (
        <Empty
          className="py-16"
          icon={SquareKanban}
          title={<Trans>No open opportunity here</Trans>}
          actions={
            countOf(filters) > 0 ? (
              <Button onPress={() => onFilters({})}>
                <Trans>Show all</Trans>
              </Button>
            ) : (
              opens && (
                <Button onPress={() => setOpening(true)}>
                  <Trans>Open the first one</Trans>
                </Button>
              )
            )
          }
        >
          {countOf(filters) > 0 ? (
            <Trans>The filter leaves none over.</Trans>
          ) : (
            <Trans>Once a customer’s interest is confirmed, open an opportunity; it begins as “Potential”.</Trans>
          )}
        </Empty>
      ) : (
        data && (
          <>
            {isPhone && <PhoneStages board={data} onOpen={onOpen} />}
            <div
              ref={root}
              role="group"
              aria-label={t`Board`}
              aria-activedescendant={cursor.current === null ? undefined : prefix + cursor.current}
              // The board is worked by keyboard as one: its cards are its active descendants.
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              tabIndex={0}
              className="group/board flex min-h-0 flex-1 snap-x overflow-x-auto bg-surface-2 outline-none max-tablet:hidden"
            >
              {data.columns.map((column, index) => (
                <BoardColumn
                  key={column.stage}
                  column={column}
                  elsewhere={onBoard}
                  me={me.id}
                  current={cursor.current}
                  lifted={cursor.lifted?.id ?? null}
                  landing={cursor.lifted?.column === index ? cursor.lifted.row : null}
                  refused={refused?.drop.stage === column.stage ? refused.drop.row : null}
                  elementId={(id) => prefix + id}
                  onCards={keepers[column.stage] ?? (() => {})}
                  onPoint={(id) => setCursor({ current: id, lifted: null })}
                  onOpen={onOpen}
                  onDrag={(card, event) => {
                    event.dataTransfer.setData('text/plain', card.title);
                    event.dataTransfer.effectAllowed = 'move';
                    const at = placeOf(columns, card.id);
                    if (at) setCursor({ current: card.id, lifted: { id: card.id, ...at } });
                  }}
                  onDragOver={(row, event) => {
                    if (!cursor.lifted) return;
                    event.preventDefault();
                    if (cursor.lifted.column !== index || cursor.lifted.row !== row) {
                      setCursor({ ...cursor, lifted: { ...cursor.lifted, column: index, row } });
                    }
                  }}
                  onDrop={(event) => {
                    event.preventDefault();
                    letGo();
                  }}
                  anchor={(element) => {
                    if (element) anchor.current = element;
                  }}
                />
              ))}
            </div>
          </>
        )
      )}
      <>
        {refused && (
          <BoardRefusal
            key={`${refused.card.id}/${refused.gaps.join()}`}
            refused={refused}
            anchor={anchor}
            today={today}
            isBusy={drop.isPending}
            onClose={() => setRefused(null)}
            onFill={(asked, filling) => put(refused.card, refused.drop, asked, filling)}
          />
        )}
        {isOpening && <NewOpportunity onClose={() => setOpening(false)} onOpened={onOpen} />}
      </>
    </>
  );
}

function BoardSkeleton() {
  return (
    <Skeleton>
      <div className="flex">
        {[5, 4, 5, 3, 2, 3].map((cards, column) => (
          <div key={column} className="flex-1 border-r border-line p-3">
            <Bone width="60%" className="mb-2" />
            <Bone width="80%" className="mb-4" />
            {Array.from({ length: cards }, (_, card) => (
              <div key={card} className="mb-1.5 h-24 rounded-card border border-line p-2.5">
                <Bone width="70%" className="mb-2.5" />
                <Bone width="50%" />
              </div>
            ))}
          </div>
        ))}
      </div>
    </Skeleton>
  );
}
