import { Plural, Trans } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ClockAlert, Star } from 'lucide-react';
import { useState } from 'react';
import type { Board, BoardColumn, Stage } from '@/api';
import { count, moneyShort } from '@/shared/format';
import { label, stageLabels } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { dateText, overdueText, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { Money } from '@/shared/ui/values/figures';
import { StageMark } from '@/shared/ui/values/stage-mark';
import { columnQuery } from '../queries';

interface Props {
  board: Board;
  onOpen: (id: string) => void;
}

/** The board on a telephone: one stage after the other, each with its opportunities as a list to read and to open. */
export function PhoneStages({ board, onOpen }: Props) {
  const first = board.columns.find((column) => column.count > 0)?.stage ?? null;
  const [open, setOpen] = useState<Stage | null>(first);
  return (
    <div className="min-h-0 flex-1 overflow-auto tablet:hidden">
      {board.columns.map((column) => (
        <section key={column.stage} aria-label={label(stageLabels, column.stage)}>
          <button
            type="button"
            aria-expanded={open === column.stage}
            onClick={() => setOpen(open === column.stage ? null : column.stage)}
            className={cx(
              'sticky top-0 flex min-h-11 w-full cursor-default items-center gap-2 border-b border-line px-4 text-left focus-visible:ring-focus-inside',
              open === column.stage ? 'bg-accent-soft' : 'bg-surface-2',
            )}
          >
            <b>
              <StageMark stage={column.stage} />
            </b>
            <span className="text-ink-3">{count(column.count)}</span>
            <span className="ml-auto text-xs whitespace-nowrap text-ink-2">
              {column.sums.length > 0 && moneyShort(column.base_sum)}
            </span>
          </button>
          {open === column.stage && <StageList column={column} onOpen={onOpen} />}
        </section>
      ))}
      <p className="px-4 py-3 text-xs text-ink-3">
        <Trans>On a wider screen the stages stand side by side, and cards are moved there.</Trans>
      </p>
    </div>
  );
}

function StageList({ column, onOpen }: { column: BoardColumn; onOpen: (id: string) => void }) {
  const more = useInfiniteQuery(columnQuery(column));
  const now = useMinute();
  const { zone } = usePreferences();
  const known = new Set(column.cards.map((card) => card.id));
  const cards = [...column.cards, ...(more.data ?? []).filter((card) => !known.has(card.id))];
  const rest = column.count - cards.length;
  return (
    <>
      <ul>
        {cards.map((card) => {
          const due = card.follow_up_due_on;
          const late = due === null ? '' : overdueText(due, now, zone);
          return (
            <li key={card.id} className="border-b border-line">
              <button
                type="button"
                onClick={() => onOpen(card.id)}
                className="flex min-h-11 w-full cursor-default flex-col px-4 py-2 text-left focus-visible:ring-focus-inside"
              >
                <span className="flex w-full items-center gap-1.5">
                  {card.important_since && <Star className="icon-sm text-accent" aria-hidden />}
                  <b className="min-w-0 flex-1 truncate">{card.title}</b>
                  {card.amount && <Money value={card.amount} />}
                </span>
                <span className="flex w-full gap-2 text-xs text-ink-2">
                  <span className="min-w-0 flex-1 truncate">{card.customer_name}</span>
                  {late !== '' ? (
                    <span className="flex items-center gap-1 text-bad-ink">
                      <ClockAlert className="icon-xs" aria-hidden />
                      {late}
                    </span>
                  ) : (
                    due !== null && <span className="date text-ink-3">{dateText(due, now, zone)}</span>
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {cards.length === 0 && (
        <p className="border-b border-line px-4 py-3 text-ink-3">
          <Trans>None in this stage.</Trans>
        </p>
      )}
      {rest > 0 && (
        <p className="border-b border-line p-2 text-center">
          <Button isBusy={more.isFetching} onPress={() => void more.fetchNextPage()}>
            <Plural value={rest} one="# more" other="# more" />
          </Button>
        </p>
      )}
    </>
  );
}
