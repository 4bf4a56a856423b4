import type { ReactNode } from 'react';
import type { Stage } from '@/api/types';
import { cx } from './cx';
import { StageMark } from './marks';

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
}: {
  cells: readonly StageCell[];
  chosen: Stage;
  onChoose: (stage: Stage) => void;
  label: string;
}) {
  return (
    <div role="group" aria-label={label} className="flex h-13 overflow-hidden rounded-card border border-line">
      {cells.map(({ stage, state, note }) => (
        <button
          key={stage}
          type="button"
          aria-current={state === 'current' ? 'step' : undefined}
          aria-pressed={chosen === stage}
          onClick={() => onChoose(stage)}
          className={cx(
            'flex min-w-0 flex-1 cursor-default flex-col justify-center border-r border-b-2 border-r-line px-3 text-left last:border-r-0 focus-visible:ring-focus-inside',
            state === 'current'
              ? 'border-b-accent bg-accent-soft font-strong text-accent-ink'
              : 'border-b-transparent hover:bg-hover',
            state === 'done' && 'border-b-accent',
            state === 'next' && 'text-ink-3',
          )}
        >
          <StageMark stage={stage} />
          <span className="truncate pl-5 text-xs font-normal text-ink-3">{note}</span>
        </button>
      ))}
    </div>
  );
}
