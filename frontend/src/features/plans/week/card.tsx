import { Check, CircleX, Hourglass } from 'lucide-react';
import type { PlannedContact } from '@/api';
import { itemStateLabels, label } from '@/shared/labels';
import { MethodIcon } from '@/shared/plans';
import { usePreferences } from '@/shared/preferences';
import { cityOf, timeIn } from '@/shared/time';
import { cx } from '@/shared/ui/cx';
import { type Placed, type Target, heightOf, isOver, minuteOf, topOf } from './grid';

/** What is dragged: a planned contact by its id, or a customer that is owed one. */
export const ITEM_TYPE = 'application/x-meridian-item';
export const CUSTOMER_TYPE = 'application/x-meridian-customer';

const LOOKS: Partial<Record<PlannedContact['state'], string>> = {
  pending_approval: 'border-dashed border-ink-3 bg-surface',
  done: 'border-line bg-surface-2 text-ink-3',
  missed: 'border-line-2 bg-surface text-ink-2',
};

interface Props {
  placed: Placed;
  isOpen: boolean;
  /** Where it was stepped to, not yet sent. */
  to: Target | null;
  onOpen: () => void;
}

/** A contact at its minute on the customer's clock; my own time stands in it first. */
export function ItemCard({ placed: { item, minute, lane, lanes }, isOpen, to, onOpen }: Props) {
  const { zone: mine } = usePreferences();
  const at = to?.at ?? item.due_at ?? item.due_from;
  const top = topOf(to?.at ? minuteOf(to.at, item.zone) : minute);
  const isFree = item.allowed_moves.includes('reschedule') || item.plan_state === 'draft';
  return (
    <button
      type="button"
      data-item={item.id}
      draggable={isFree}
      onDragStart={(event) => event.dataTransfer.setData(ITEM_TYPE, item.id)}
      onClick={onOpen}
      aria-current={isOpen}
      title={item.customer_name}
      aria-label={`${item.customer_name}, ${timeIn(at, item.zone)} ${cityOf(item.zone)}, ${label(itemStateLabels, item.state)}`}
      style={{
        top,
        height: heightOf(item),
        left: `calc(${(lane / lanes) * 100}% + 3px)`,
        width: `calc(${100 / lanes}% - 6px)`,
      }}
      className={cx(
        'absolute flex cursor-default overflow-hidden rounded-badge border text-left text-xs focus-visible:ring-focus',
        isOver(item) ? 'items-center gap-1.5' : 'flex-col py-0.5',
        LOOKS[item.state] ??
          (item.method === 'phone' ? 'border-accent-line bg-accent-soft' : 'border-ink-3 bg-surface'),
        lanes > 2 ? 'px-0.5' : 'px-1',
        isOpen && 'ring-focus z-1',
        to && 'border-dashed! border-accent!',
      )}
    >
      <span className={cx('flex min-w-0 items-center gap-1', isOver(item) ? 'flex-1' : 'w-full')}>
        {item.method !== 'phone' && <MethodIcon method={item.method} bare />}
        {item.state === 'done' && <Check className="icon-xs text-ok" aria-hidden />}
        {item.state === 'missed' && <CircleX className="icon-xs text-bad" aria-hidden />}
        {item.state === 'pending_approval' && <Hourglass className="icon-xs" aria-hidden />}
        <span className="truncate">{item.customer_name}</span>
      </span>
      {(!isOver(item) || lanes === 1) && (
        <span className="date overflow-hidden whitespace-nowrap text-ink-2">
          {timeIn(at, mine)} {lanes === 1 && !isOver(item) && `${cityOf(mine)} · ${cityOf(item.zone)}`}
        </span>
      )}
    </button>
  );
}
