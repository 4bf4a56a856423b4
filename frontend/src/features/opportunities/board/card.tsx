import { Trans, useLingui } from '@lingui/react/macro';
import { Calendar, ClockAlert, Star, TriangleAlert } from 'lucide-react';
import type { DragEvent } from 'react';
import type { BoardCard } from '@/api';
import { useNames } from '@/shared/directory';
import { money, moneyWhole } from '@/shared/format';
import { usePreferences } from '@/shared/preferences';
import { dateText, dayIn, overdueText, useMinute } from '@/shared/time';
import { Avatar } from '@/shared/ui/values/avatar';
import { cx } from '@/shared/ui/cx';

interface Props {
  card: BoardCard;
  elementId: string;
  isCurrent: boolean;
  isLifted: boolean;
  isMine: boolean;
  onPoint: () => void;
  onOpen: () => void;
  onDragStart: ((event: DragEvent) => void) | undefined;
}

/** An opportunity as a card: what, whose, how much and when, and what comes next. */
export function CardFace({ card, elementId, isCurrent, isLifted, isMine, onPoint, onOpen, onDragStart }: Props) {
  const { t } = useLingui();
  const owner = useNames()(card.owner_id, card.owner_name);
  return (
    <div
      id={elementId}
      role="option"
      aria-selected={isCurrent}
      aria-label={`${card.title}, ${card.customer_name}`}
      draggable={onDragStart !== undefined}
      onDragStart={onDragStart}
      onClick={onPoint}
      onDoubleClick={onOpen}
      className={cx(
        'mx-2 mb-1.5 cursor-default rounded-card border border-line bg-surface px-2.5 pt-2 pb-1.75 shadow-1 hover:border-line-2',
        isCurrent && 'group-focus-visible/board:ring-focus border-accent-line',
        isLifted && 'opacity-45',
      )}
    >
      <p className="flex items-start gap-1 leading-4.5 font-strong">
        {card.important_since && (
          <Star className="icon-sm mt-0.5 text-accent" role="img" aria-label={t`Important opportunity`} />
        )}
        <span className="line-clamp-2 min-w-0">{card.title}</span>
      </p>
      <p className="truncate text-xs text-ink-2">{card.customer_name}</p>
      <p className="mt-0.75 flex flex-wrap items-baseline gap-x-2">
        {card.amount && (
          <b className="flex-auto whitespace-nowrap" title={money(card.amount)}>
            {moneyWhole(card.amount)}
          </b>
        )}
        <span className="date ml-auto flex-none text-xs text-ink-3">{card.expected_purchase_on?.slice(0, 7)}</span>
      </p>
      <p className="flex items-center gap-1.25 text-xs">
        <FollowUp card={card} />
        <span className="ml-auto" title={owner}>
          <Avatar name={owner} isMe={isMine} />
          <span className="sr-only">{owner}</span>
        </span>
      </p>
    </div>
  );
}

function FollowUp({ card }: { card: BoardCard }) {
  const now = useMinute();
  const { zone } = usePreferences();
  const due = card.follow_up_due_on;
  if (due === null) {
    return (
      <span className="flex items-center gap-1.25 text-warn-ink">
        <TriangleAlert className="icon-xs" aria-hidden />
        <Trans>No follow-up</Trans>
      </span>
    );
  }
  if (due < dayIn(now, zone)) {
    return (
      <span className="flex items-center gap-1.25 text-bad-ink">
        <ClockAlert className="icon-xs" aria-hidden />
        {overdueText(due, now, zone)}
      </span>
    );
  }
  return (
    <span className="date flex items-center gap-1.25 text-ink-3">
      <Calendar className="icon-xs" aria-hidden />
      {dateText(due, now, zone)}
    </span>
  );
}
