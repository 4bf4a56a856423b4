import type { Share } from '@/api';
import { count, percent } from '@/shared/format';
import { cx } from '../cx';

interface Props {
  share: Share;
  /** Where the axis ends, as a share. */
  max: number;
  /** What it is a share of, for those who do not see the line. */
  name: string;
  isBare?: boolean;
}

/** A share observed as a dot on the line of its interval; hollow where the sample is small. */
export function Interval({ share, max, name, isBare = false }: Props) {
  const at = (value: number) => `${Math.min(100, (value / max) * 100)}%`;
  const { low, high } = share;
  return (
    <div className="min-w-0 flex-1">
      <div className="relative h-5 border-x border-line-2" aria-hidden>
        <span className="absolute top-0 left-1/2 h-full border-l border-line" />
        {share.share !== null && low !== null && high !== null && (
          <>
            <span
              className={cx('absolute top-1/2 h-0.5 -translate-y-1/2', share.small ? 'bg-ink-off' : 'bg-accent')}
              style={{ left: at(low), width: `calc(${at(high)} - ${at(low)})` }}
            />
            <span
              className={cx(
                'absolute top-1/2 size-2.5 -translate-1/2 rounded-full border-2',
                share.small ? 'border-ink-3 bg-surface' : 'border-accent bg-accent',
              )}
              style={{ left: at(share.share) }}
            />
          </>
        )}
      </div>
      {!isBare && (
        <p className="flex gap-2 text-xs text-ink-3">
          <span className="sr-only">{name}</span>
          <b className="text-ink">{share.share === null ? '–' : percent(share.share, 1)}</b>
          {low !== null && high !== null && (
            <span className="whitespace-nowrap">
              {percent(low)}–{percent(high)}
            </span>
          )}
          <span className="ml-auto whitespace-nowrap">
            {count(share.count)} / {count(share.total)}
          </span>
        </p>
      )}
    </div>
  );
}

/** Where an axis ends: the next tenth beyond the widest interval. */
export function axis(highs: readonly (number | null)[]): number {
  const most = Math.max(0.1, ...highs.map((high) => high ?? 0));
  return Math.min(1, Math.ceil(most * 10 - 1e-9) / 10);
}
