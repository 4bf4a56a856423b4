import { Trans, useLingui } from '@lingui/react/macro';
import type { CallRecord, CustomerLine, PlannedContact } from '@/api';
import { count } from '@/shared/format';
import { label, planKindLabels } from '@/shared/labels';
import { cityOf, isOpen, joinsAt, overdueText, soonText, timeIn, useMinute } from '@/shared/time';
import { Kbd } from '@/shared/ui/kbd';
import { Column } from '@/shared/ui/panel';
import { HeldHead, QueueRow } from '@/shared/ui/queue';
import { closedText } from './closed';
import { Owed } from './owed';
import type { Queue } from './queue';

interface Props {
  queue: Queue;
  lines: ReadonlyMap<string, CustomerLine> | undefined;
  currentId: string | null;
  /** Calls that the switch began to log, and that I owe the rest of. */
  owed: readonly CallRecord[];
  onOpen: (itemId: string) => void;
  onComplete: (recordId: string) => void;
}

/** The queue: what is due, and below the moon what joins by itself. */
export function QueueColumn({ queue, lines, currentId, owed, onOpen, onComplete }: Props) {
  const { t } = useLingui();
  const row = (item: PlannedContact, isHeld: boolean) => {
    const line = lines?.get(item.customer_id);
    return (
      <QueueRow
        key={item.id}
        name={item.customer_name}
        grade={line?.grade ?? null}
        zone={item.zone}
        why={<Why item={item} place={line?.city ?? cityOf(item.zone)} isHeld={isHeld} />}
        isCurrent={item.id === currentId}
        isHeld={isHeld}
        onOpen={() => onOpen(item.id)}
      />
    );
  };
  return (
    <Column
      width={252}
      isSide
      label={t`Queue`}
      className="max-desk:w-full! max-desk:max-h-60"
      header={
        <header className="flex h-9 flex-none items-center gap-2 border-b border-line px-3">
          <h2 className="text-sm font-strong">
            <Trans>Queue</Trans>
          </h2>
          <span className="text-ink-3">{count(queue.due.length + queue.held.length)}</span>
          <span className="ml-auto text-xs text-ink-3">
            <Trans>Callable first</Trans>
          </span>
        </header>
      }
      footer={
        <footer className="flex h-9 flex-none items-center gap-1.5 border-t border-line px-3 text-xs text-ink-3">
          <Kbd keys="j" />
          <Kbd keys="k" />
          <Trans>Choose</Trans>
          <Kbd keys="s" className="ml-2" />
          <Trans>Put off</Trans>
        </footer>
      }
    >
      <ol>
        {owed.length > 0 && <Owed records={owed} currentId={currentId} onComplete={onComplete} />}
        {queue.due.map((item) => row(item, false))}
        {queue.held.length > 0 && (
          <HeldHead count={count(queue.held.length)}>
            <Trans>Held: not callable there yet</Trans>
          </HeldHead>
        )}
        {queue.held.map((item) => row(item, true))}
      </ol>
    </Column>
  );
}

/** City and why it is next, as the plan says. */
export function Why({ item, place, isHeld }: { item: PlannedContact; place: string; isHeld: boolean }) {
  const { t } = useLingui();
  const now = useMinute();
  const joins = joinsAt(item, now);
  const reasons = isHeld
    ? [isOpen(item, now) === false && closedText(item.call_time), joins !== null && soonText(joins, now)]
    : [
        item.due_at === null
          ? overdueText(item.due_on, now, item.zone)
          : item.promised
            ? t`promised for ${timeIn(item.due_at, item.zone)}`
            : t`agreed for ${timeIn(item.due_at, item.zone)}`,
        item.attempts > 0 ? t`tried ${item.attempts} times` : label(planKindLabels, item.occasion),
      ];
  return [place, ...reasons].filter(Boolean).join(' · ');
}
