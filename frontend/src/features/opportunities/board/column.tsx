import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { CornerDownRight } from 'lucide-react';
import { type DragEvent, useEffect, useMemo, useRef } from 'react';
import type { BoardCard, BoardColumn as ColumnData } from '@/api';
import { count, moneyShort } from '@/shared/format';
import { label, stageLabels } from '@/shared/labels';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { StageMark } from '@/shared/ui/values/stage-mark';
import { columnQuery } from '../queries';
import { CardFace } from './card';
import { Sums } from './sums';

const CARD_HEIGHT = 99;
const NEAR_END = 6;

interface Props {
  column: ColumnData;
  /** Cards of other columns as the board shows them now: one that was moved is not shown twice. */
  elsewhere: ReadonlySet<string>;
  me: string;
  current: string | null;
  lifted: string | null;
  /** Where a lifted card would land; null when not here. */
  landing: number | null;
  /** What is said at the landing when it was refused. */
  refused: number | null;
  elementId: (id: string) => string;
  onCards: (cards: readonly BoardCard[]) => void;
  onPoint: (id: string) => void;
  onOpen: (id: string) => void;
  onDrag: (card: BoardCard, event: DragEvent) => void;
  onDragOver: (row: number, event: DragEvent) => void;
  onDrop: (event: DragEvent) => void;
  anchor: (element: HTMLElement | null) => void;
}

/** One stage of the board: what it holds and is worth, and its cards, drawn as far as they are in sight. */
export function BoardColumn(props: Props) {
  const { column, elsewhere, me, current, lifted, landing, refused, elementId, onCards, onDragOver } = props;
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const more = useInfiniteQuery(columnQuery(column));
  const cards = useMemo(() => {
    const known = new Set(column.cards.map((card) => card.id));
    const rest = (more.data ?? []).filter((card) => !known.has(card.id) && !elsewhere.has(card.id));
    return [...column.cards, ...rest];
  }, [column.cards, more.data, elsewhere]);
  useEffect(() => onCards(cards), [cards, onCards]);

  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT,
    getItemKey: (index) => cards[index]?.id ?? index,
    overscan: 3,
  });
  const last = virtual.getVirtualItems().at(-1)?.index ?? -1;
  const hasMore = column.next_page !== null && (more.data === undefined || more.hasNextPage);
  const { isFetching, fetchNextPage } = more;
  useEffect(() => {
    if (hasMore && !isFetching && !more.isError && last >= cards.length - NEAR_END) void fetchNextPage();
  }, [hasMore, isFetching, more.isError, last, cards.length, fetchNextPage]);

  const at = cards.findIndex((card) => card.id === current);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);

  const rowAt = (event: DragEvent) => {
    const box = scroller.current?.getBoundingClientRect();
    const offset = event.clientY - (box?.top ?? 0) + (scroller.current?.scrollTop ?? 0);
    const item = virtual.getVirtualItemForOffset(offset);
    return item && offset > item.start + item.size / 2 ? item.index + 1 : (item?.index ?? 0);
  };
  const rest = column.count - cards.length;
  const spot = refused ?? landing;
  const spotTop = spot === null ? 0 : (virtual.measurementsCache[spot]?.start ?? virtual.getTotalSize());
  return (
    <section
      aria-label={label(stageLabels, column.stage)}
      className="flex min-h-0 min-w-44 flex-1 snap-start flex-col border-r border-line last:border-r-0 max-laptop:min-w-60"
    >
      <header className="flex-none border-b border-line bg-surface px-3 pt-2.25 pb-2">
        <h2 className="flex items-center gap-1.5 text-sm font-strong">
          <StageMark stage={column.stage} />
          <span className="font-normal text-ink-3">{count(column.count)}</span>
          <span className="ml-auto text-xs font-normal text-ink-3">{column.probability}%</span>
        </h2>
        <div className="mt-0.5 flex items-baseline justify-between gap-2 text-xs whitespace-nowrap text-ink-3">
          <Sums column={column} />
          <span className="min-w-0 truncate" title={t`Weighted ${moneyShort(column.weighted_sum)}`}>
            <Trans>weighted {moneyShort(column.weighted_sum).replace(/^\w+ /, '')}</Trans>
          </span>
        </div>
      </header>
      <div
        ref={scroller}
        role="listbox"
        aria-label={label(stageLabels, column.stage)}
        className={cx('min-h-0 flex-1 overflow-y-auto pt-2', landing !== null && refused === null && 'bg-accent-soft')}
        onDragOver={(event) => onDragOver(rowAt(event), event)}
        onDrop={props.onDrop}
      >
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const card = cards[item.index];
            if (!card) return null;
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <CardFace
                  card={card}
                  elementId={elementId(card.id)}
                  isCurrent={card.id === current}
                  isLifted={card.id === lifted}
                  isMine={card.owner_id === me}
                  onPoint={() => props.onPoint(card.id)}
                  onOpen={() => props.onOpen(card.id)}
                  onDragStart={card.allowed_moves.length > 0 ? (event) => props.onDrag(card, event) : undefined}
                />
              </div>
            );
          })}
          {spot !== null && (
            <div
              ref={props.anchor}
              aria-hidden
              style={{ top: spotTop }}
              className={cx(
                'pointer-events-none absolute inset-x-2 z-1 flex h-14 items-center justify-center gap-1.5 rounded-card border-[1.5px] border-dashed bg-surface text-xs',
                refused === null ? 'border-accent text-accent-ink' : 'border-bad text-bad-ink',
              )}
            >
              <CornerDownRight className="icon-sm" />
              {refused === null ? <Trans>Drop here</Trans> : <Trans>Cannot go here yet</Trans>}
            </div>
          )}
        </div>
        {more.isError ? (
          <p className="px-3 py-2 text-center">
            <Button size="sm" onPress={() => void fetchNextPage()}>
              <Trans>Load the rest</Trans>
            </Button>
          </p>
        ) : (
          rest > 0 && (
            <p className="py-1.5 text-center text-xs text-ink-3">
              <Plural value={rest} one="# more" other="# more" />
            </p>
          )
        )}
      </div>
    </section>
  );
}
