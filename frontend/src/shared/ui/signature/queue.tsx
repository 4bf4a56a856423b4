import { Moon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Grade } from '@/api/types';
import { timeIn, useMinute } from '@/shared/time';
import { cx } from '../cx';
import { GradeMark } from '../values/marks';

export interface QueueRowProps {
  name: string;
  grade: Grade | null;
  /** The customer's IANA zone; null where it is not known. */
  zone: string | null;
  /** City and why it is next: `马尔默 · 逾期 3 天 · A 级每 7 天`. */
  why: ReactNode;
  isCurrent: boolean;
  /** May not be called yet. */
  isHeld?: boolean;
  /** Under 1360 px: grade and clock alone. */
  isNarrow?: boolean;
  onOpen: () => void;
}

/** One customer of the queue: who, what time it is there, and why now. */
export function QueueRow({
  name,
  grade,
  zone,
  why,
  isCurrent,
  isHeld = false,
  isNarrow = false,
  onOpen,
}: QueueRowProps) {
  const now = useMinute();
  const clock = zone === null ? null : timeIn(now, zone);
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-current={isCurrent}
        title={isNarrow ? name : undefined}
        onClick={onOpen}
        className={cx(
          'grid w-full cursor-default items-center gap-x-2 gap-y-px border-l-2 text-left focus-visible:ring-focus-inside',
          isNarrow ? 'justify-items-center py-2' : 'grid-cols-[18px_minmax(0,1fr)_auto] py-1.5 pr-3 pl-2.5',
          isCurrent ? 'border-accent bg-surface' : 'border-transparent hover:bg-hover',
        )}
      >
        {grade ? <GradeMark grade={grade} /> : <span />}
        {!isNarrow && <span className={cx('truncate', isHeld && 'text-ink-2')}>{name}</span>}
        <span className="text-ink-3">{clock}</span>
        {isNarrow ? (
          <span className="sr-only">{name}</span>
        ) : (
          <span className="col-span-2 col-start-2 truncate text-xs text-ink-3">{why}</span>
        )}
      </button>
    </li>
  );
}

/** Where the queue's held part begins: `暂缓：当地不可拨`. */
export function HeldHead({ children, count }: { children: ReactNode; count: ReactNode }) {
  return (
    <li>
      <h3 className="flex h-7 items-center gap-1.5 border-b border-line px-3 text-xs font-normal text-ink-3">
        <Moon className={cx('icon-xs', children === null && 'mx-auto')} aria-hidden />
        {children !== null && <span className="min-w-0 flex-1 truncate">{children}</span>}
        {count}
      </h3>
    </li>
  );
}
