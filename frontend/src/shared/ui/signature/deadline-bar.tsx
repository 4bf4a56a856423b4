import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { cx } from '../cx';

/** A stretch of one day: counted, waited for the customer, or past the deadline. From 0 to 1 of the day's working time. */
export interface DayPart {
  kind: 'counted' | 'waiting' | 'beyond';
  from: number;
  to: number;
}

export interface DeadlineDay {
  /** `2026-11-18` */
  date: string;
  /** `三 18` */
  name: ReactNode;
  isWorking: boolean;
  parts: readonly DayPart[];
}

const PARTS: Record<DayPart['kind'], string> = {
  counted: 'bg-q3/70',
  waiting: 'hatched',
  beyond: 'bg-bad-fill',
};

/** How a deadline was counted: one cell for each calendar day of the department that owes it. Days off are outlined. */
export function DeadlineBar({ days, label }: { days: readonly DeadlineDay[]; label: string }) {
  return (
    <div role="img" aria-label={label} className={cx('flex h-4.5', days.length > 20 ? 'gap-px' : 'gap-0.5')}>
      {days.map((day) => (
        <div
          key={day.date}
          className={cx(
            'relative min-w-0 rounded-[2px] text-xs/4.5',
            day.isWorking ? 'flex-[2] bg-surface-3' : 'flex-1 border border-line-2 bg-surface',
          )}
        >
          {day.parts.map((part, index) => (
            <span
              key={index}
              className={cx('absolute inset-y-0', PARTS[part.kind])}
              style={{ left: `${part.from * 100}%`, width: `${(part.to - part.from) * 100}%` }}
            />
          ))}
          {/* above the cells to its right, should its own be narrower */}
          <span className="absolute inset-y-0 left-0 z-1 px-1 whitespace-nowrap text-ink max-tablet:px-0.5">
            {day.name}
          </span>
        </div>
      ))}
    </div>
  );
}

/** What the shades of a deadline bar mean. */
export function DeadlineLegend() {
  const swatch = 'inline-block h-2 w-3 rounded-[2px]';
  return (
    <p className="flex items-center gap-3 text-xs text-ink-3">
      <span className="flex items-center gap-1.5">
        <i className={cx(swatch, PARTS.counted)} />
        <Trans>Counted</Trans>
      </span>
      <span className="flex items-center gap-1.5">
        <i className={cx(swatch, PARTS.beyond)} />
        <Trans>Beyond</Trans>
      </span>
      <span className="flex items-center gap-1.5">
        <i className={cx(swatch, PARTS.waiting)} />
        <Trans>Waiting for the customer</Trans>
      </span>
      <span className="flex items-center gap-1.5">
        <i className={cx(swatch, 'border border-line-2 bg-surface')} />
        <Trans>Not a working day</Trans>
      </span>
    </p>
  );
}
