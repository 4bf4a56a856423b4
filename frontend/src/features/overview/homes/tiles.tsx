import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { count } from '@/shared/format';
import { Counted, type ListKind, type Narrowing, countQuery, queryOf } from '@/shared/lists';
import { cx } from '@/shared/ui/cx';
import { Bone } from '@/shared/ui/feedback/skeleton';

/** A strip of figures side by side. */
export function Tiles({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-none flex-wrap overflow-hidden border-b border-line [&>*]:-mb-px [&>*]:min-w-36 [&>*]:flex-1 [&>*]:border-r [&>*]:border-b [&>*]:border-line [&>*:last-child]:border-r-0">
      {children}
    </div>
  );
}

const TILE = 'block px-4 py-2.5 text-ink no-underline';

interface FigureProps {
  name: ReactNode;
  kind: ListKind;
  of: Narrowing;
  /** Beside the figure in quiet ink. */
  note?: ReactNode;
  /** Below it. */
  foot?: ReactNode;
  /** Anything but nought is bad. */
  isBad?: boolean;
  /** What is shown where it is not the number of records. */
  children?: ReactNode;
}

/** A figure that opens what it counts. */
export function Tile({ name, kind, of, note, foot, isBad = false, children }: FigureProps) {
  const query = queryOf(of);
  const counted = useQuery({ ...countQuery(kind, query), enabled: children === undefined });
  return (
    <Counted kind={kind} of={query} className={cx(TILE, 'hover:bg-hover focus-visible:ring-focus-inside')}>
      <span className="block truncate text-xs text-ink-3">{name}</span>
      <span className={cx('text-2xl font-strong', isBad && Boolean(counted.data) && 'text-bad-ink')}>
        {children ??
          (counted.isPending ? (
            <Bone width="40px" />
          ) : counted.isError ? (
            <span className="text-sm font-normal text-ink-3">
              <Trans>not loaded</Trans>
            </span>
          ) : (
            count(counted.data)
          ))}
      </span>{' '}
      {note !== undefined && <span className="text-xs text-ink-3">{note}</span>}
      {foot !== undefined && <span className="block truncate text-xs text-ink-3">{foot}</span>}
    </Counted>
  );
}
