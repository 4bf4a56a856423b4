import type { ReactNode } from 'react';
import { percent } from '@/shared/format';
import { cx } from '@/shared/ui/cx';

export const HEAD = 'h-7 border-b border-line bg-surface-2 px-3 text-xs font-normal whitespace-nowrap text-ink-3';
export const CELL = 'h-8 border-b border-line px-3 whitespace-nowrap';
/** Below this, fewer than nine in ten are contacted as they are owed it. */
const LOW = 0.85;

/** One figure of the strip under the header. */
export function Figure({
  name,
  value,
  unit,
  note,
}: {
  name: ReactNode;
  value: ReactNode;
  unit?: ReactNode;
  note?: ReactNode;
}) {
  return (
    <div className="min-w-0 flex-1 px-4 py-2.5 max-tablet:py-1.5">
      <p className="truncate text-xs text-ink-3">{name}</p>
      <p className="text-xl font-strong">
        {value} {unit && <span className="text-xs font-normal text-ink-3">{unit}</span>}
      </p>
      <p className="min-h-4 truncate text-xs text-ink-3">{note}</p>
    </div>
  );
}

export function Figures({ children, label }: { children: ReactNode; label: string }) {
  return (
    <section
      aria-label={label}
      className="grid flex-none grid-cols-2 border-b border-line tablet:flex tablet:divide-x tablet:divide-line"
    >
      {children}
    </section>
  );
}

/** The share that is contacted in time, as a bar and a figure. */
export function Kept({ share }: { share: number | null }) {
  if (share === null) return <span className="text-ink-3">–</span>;
  const isLow = share < LOW;
  return (
    <span className="inline-flex items-center gap-3">
      <span className="h-2 w-20 overflow-hidden rounded-[1px] bg-surface-3" aria-hidden>
        <span className={cx('block h-full', isLow ? 'bg-warn' : 'bg-accent')} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={cx('w-12 text-right', isLow && 'text-warn-ink')}>{percent(share, 1)}</span>
    </span>
  );
}
