import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { useLasting } from '../actions/button';
import { cx } from '../cx';

/** A bar where text will be. */
export function Bone({ width, className }: { width?: number | string; className?: string }) {
  return (
    <span
      style={{ width }}
      className={cx('block h-2.5 rounded-[3px] bg-surface-3 motion-safe:animate-pulse', className)}
    />
  );
}

/** Stands in for content that is being loaded: nothing for 300 ms, then bones of the same geometry. */
export function Skeleton({ children }: { children: ReactNode }) {
  const shown = useLasting(true);
  return (
    <div aria-busy role="status">
      <span className="sr-only">
        <Trans>Loading</Trans>
      </span>
      <div aria-hidden className={shown ? undefined : 'invisible'}>
        {children}
      </div>
    </div>
  );
}

const WIDTHS = [160, 128, 184, 142, 171];

/** Rows of a list while they are loaded. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  return (
    <Skeleton>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="row-height flex items-center gap-4 border-b border-line px-4">
          <Bone width={14} className="h-3.5!" />
          <Bone width={WIDTHS[row % WIDTHS.length] ?? 160} />
          <span className="flex-1" />
          <Bone width={18} className="h-4.5!" />
          <Bone width={70} />
        </div>
      ))}
    </Skeleton>
  );
}

/** Lines of a column while they are loaded. */
export function SkeletonLines({ lines = 4 }: { lines?: number }) {
  return (
    <Skeleton>
      <div className="flex flex-col gap-3 p-4">
        {Array.from({ length: lines }, (_, line) => (
          <Bone key={line} width={`${80 - ((line * 23) % 45)}%`} />
        ))}
      </div>
    </Skeleton>
  );
}
