import type { ReactNode } from 'react';
import type { Stage } from '@/api/types';
import { cx } from '../cx';
import { StageMark } from '../values/stage-mark';

export interface StageCell {
  stage: Stage;
  /** Spent, being in it, or still to come. */
  state: 'done' | 'current' | 'next';
  /** `10月22日起 · 21 天`, `还缺 3 项`. */
  note?: ReactNode;
}

/** The six stages of an opportunity side by side; pressing one shows its criteria. */
export function StageStrip({
  cells,
  chosen,
  onChoose,
  label,
  isFlush = false,
}: {
  cells: readonly StageCell[];
  chosen: Stage;
  onChoose: (stage: Stage) => void;
  label: string;
  /** From edge to edge of the record, under its head. */
  isFlush?: boolean;
}) {
  return (
    <div
      role="group"
      aria-label={label}
      className={cx(
        'flex h-13 overflow-x-auto border-line [scrollbar-width:none] max-tablet:grid max-tablet:h-auto max-tablet:grid-cols-3',
        isFlush ? 'flex-none border-b' : 'overflow-hidden rounded-card border',
      )}
    >
      {cells.map(({ stage, state, note }) => (
        <button
          key={stage}
          type="button"
          aria-current={state === 'current' ? 'step' : undefined}
          aria-pressed={chosen === stage}
          onClick={() => onChoose(stage)}
          className={cx(
            'flex min-w-32 flex-1 cursor-default flex-col justify-center border-r border-b-2 border-r-line px-3 text-left last:border-r-0 focus-visible:ring-focus-inside max-tablet:min-h-14 max-tablet:min-w-0 max-tablet:justify-start max-tablet:px-2 max-tablet:py-1.5',
            state === 'current' ? 'border-b-accent bg-accent-soft font-strong text-accent-ink' : 'hover:bg-hover',
            state === 'done' && 'border-b-accent',
            state === 'next' && 'border-b-transparent',
            state === 'next' && 'text-ink-3',
          )}
        >
          <StageMark stage={stage} />
          <span className="truncate pl-5 text-xs font-normal text-ink-3 max-tablet:pl-0 max-tablet:whitespace-normal">
            {note}
          </span>
        </button>
      ))}
    </div>
  );
}
