import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { CallRecord, DialEntry, DialQueue } from '@/api';
import { count } from '@/shared/format';
import { keyOf } from '@/shared/dial-queue';
import { useHotkeys } from '@/shared/hotkeys';
import { dialHeldLabels, label, planKindLabels } from '@/shared/labels';
import { cityOf, dayIn, soonText, timeIn, useMinute, wallTime, weekdayName } from '@/shared/time';
import { cx } from '@/shared/ui/cx';
import { Kbd } from '@/shared/ui/actions/kbd';
import { Column } from '@/shared/ui/layout/panel';
import { HeldHead, QueueRow } from '@/shared/ui/signature/queue';
import { useRoving } from '@/shared/ui/use-roving';
import { useWidth } from '@/shared/ui/use-width';
import { closedText } from '../closed';
import { Owed } from './owed';

interface Props {
  queue: Pick<DialQueue, 'now' | 'later'>;
  currentId: string | null;
  /** Calls that the switch began to log, and that I owe the rest of. */
  owed: readonly CallRecord[];
  onOpen: (entry: DialEntry) => void;
  onComplete: (recordId: string) => void;
}

/** The queue: who may be called now, in the order of “next”, and below the moon who joins by themselves. */
export function QueueColumn({ queue, currentId, owed, onOpen, onComplete }: Props) {
  const { t } = useLingui();
  const { list, go } = useRoving<HTMLOListElement>();
  useHotkeys([
    { keys: 'j, arrowdown', name: t`Down the queue`, group: 'call', run: () => go(1) },
    { keys: 'k, arrowup', name: t`Up the queue`, group: 'call', run: () => go(-1) },
    { keys: 'g q', name: t`To the queue`, group: 'call', run: () => list.current?.querySelector('button')?.focus() },
  ]);
  const isNarrow = useWidth('(min-width: 1280px) and (max-width: 1359px)');
  const [isOpened, setOpened] = useState(false);
  const isStrip = isNarrow && !isOpened;
  const open = (entry: DialEntry) => {
    setOpened(false);
    if (isNarrow && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    onOpen(entry);
  };
  const row = (entry: DialEntry) => (
    <QueueRow
      key={keyOf(entry)}
      name={entry.customer_name}
      grade={entry.grade}
      zone={entry.zone}
      why={<Why entry={entry} />}
      isCurrent={keyOf(entry) === currentId}
      isHeld={entry.held !== null}
      isNarrow={isStrip}
      onOpen={() => open(entry)}
    />
  );
  const column = (
    <Column
      width={isStrip ? 64 : 252}
      isSide
      label={t`Queue`}
      className={cx('max-desk:w-full! max-desk:max-h-60', isNarrow && 'h-full', isNarrow && !isStrip && 'shadow-3')}
      header={
        <header className="flex h-9 flex-none items-center gap-2 border-b border-line px-3">
          <h2 className={cx('text-sm font-strong', isStrip && 'mx-auto')}>
            <Trans>Queue</Trans>
          </h2>
          {!isStrip && (
            <>
              <span className="text-ink-3">{count(queue.now.length + queue.later.length)}</span>
              <span className="ml-auto text-xs text-ink-3">
                <Trans>Callable first</Trans>
              </span>
            </>
          )}
        </header>
      }
      footer={
        isStrip ? undefined : (
          <footer className="flex h-9 flex-none coarse:hidden items-center gap-1.5 border-t border-line px-3 text-xs text-ink-3">
            <Kbd keys="j" />
            <Kbd keys="k" />
            <Trans>Choose</Trans>
            <Kbd keys="f" className="ml-2" />
            <Trans>Next</Trans>
            <Kbd keys="s" className="ml-2" />
            <Trans>Skip</Trans>
          </footer>
        )
      }
    >
      <ol ref={list}>
        {owed.length > 0 && !isStrip && <Owed records={owed} currentId={currentId} onComplete={onComplete} />}
        {queue.now.map(row)}
        {queue.later.length > 0 && (
          <HeldHead count={isStrip ? null : count(queue.later.length)}>
            {isStrip ? null : <Trans>Held: they join by themselves</Trans>}
          </HeldHead>
        )}
        {queue.later.map(row)}
      </ol>
    </Column>
  );
  if (!isNarrow) return column;
  // On a narrow desk the queue is a strip, and lies over the page while the pointer or the focus is in it.
  return (
    <div
      className="relative w-16 flex-none"
      onMouseEnter={() => setOpened(true)}
      onMouseLeave={() => setOpened(false)}
      onFocus={() => setOpened(true)}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setOpened(false)}
    >
      <div className="absolute inset-y-0 left-0 z-20">{column}</div>
    </div>
  );
}

/** City, and why they come now or when they join. */
export function Why({ entry }: { entry: DialEntry }) {
  const { t } = useLingui();
  const now = useMinute();
  const { why, held, joins_at: joins } = entry;
  const zone = entry.zone ?? 'UTC';
  const place = entry.city ?? (entry.zone && cityOf(entry.zone));
  const reason = () => {
    if (held === 'closed') return closedText(entry.call_time);
    if (held !== null && held !== 'not_due') return label(dialHeldLabels, held);
    if (why.kind === 'promised') return t`promised for ${timeIn(why.due_from, zone)}`;
    if (why.kind === 'agreed') return t`agreed for ${timeIn(why.due_from, zone)}`;
    if (why.days_overdue > 0) return t`overdue ${why.days_overdue} days`;
    return why.kind === 'owed' ? t`due today` : why.occasion && label(planKindLabels, why.occasion);
  };
  // Whom the hour alone holds: when it opens is the reason.
  if (held === 'closed' && entry.call_time?.closed === 'hours' && joins) {
    const isToday = dayIn(joins, zone) === dayIn(now, zone);
    const at = `${isToday ? '' : `${weekdayName(wallTime(joins, zone).weekday)} `}${timeIn(joins, zone)}`;
    return [place, t`opens ${at}`].filter(Boolean).join(' · ');
  }
  const more = held === null ? why.attempts > 0 && t`tried ${why.attempts} times` : joins && soonText(joins, now);
  return [place, reason(), more].filter(Boolean).join(' · ');
}
