import { Trans, useLingui } from '@lingui/react/macro';
import { type LucideIcon, X } from 'lucide-react';
import { count } from '@/shared/format';
import { EVERYTHING, NOTHING, type Selection, selectedCount } from './selection';

export interface SelectionAction {
  name: string;
  icon: LucideIcon;
  run: () => void;
  /** A limit that holds for this many, said before the click. */
  limit?: string | undefined;
}

export interface SelectionBarProps {
  selection: Selection;
  onSelect: (selection: Selection) => void;
  /** How many the conditions let through. */
  total: number | null;
  /** How many there are at least, where they are too many to count: `10,000+`. */
  atLeast?: string;
  actions: readonly SelectionAction[];
}

const ACTION =
  'flex h-6 cursor-default items-center gap-1.25 rounded-control border border-current/30 px-2 text-xs whitespace-nowrap hover:bg-surface/15 coarse:h-11';

/** What can be done with the selection: floats over the list's end, in ink. Hidden while nothing is chosen. */
export function SelectionBar({ selection, onSelect, total, atLeast = '', actions }: SelectionBarProps) {
  const { t } = useLingui();
  const chosen = selectedCount(selection, total);
  if (chosen === 0) return null;
  const all = total === null ? atLeast : count(total);
  const some = chosen === null ? atLeast : count(chosen);
  return (
    <div
      role="toolbar"
      aria-label={t`Selection`}
      className="absolute bottom-11 left-1/2 z-10 flex h-9.5 max-w-[calc(100%-32px)] -translate-x-1/2 items-center gap-2 overflow-x-auto rounded-card bg-ink px-3 text-surface shadow-3"
    >
      <span className="whitespace-nowrap" aria-live="polite">
        {selection.kind === 'all' && (chosen === total || chosen === null) ? (
          <Trans>
            All <b>{some}</b> by filter selected
          </Trans>
        ) : (
          <Trans>
            <b>{some}</b> selected
          </Trans>
        )}
      </span>
      {selection.kind === 'some' && all !== '' && chosen !== total && (
        <button
          type="button"
          className="cursor-default whitespace-nowrap underline underline-offset-2"
          onClick={() => onSelect(EVERYTHING)}
        >
          <Trans>Select all {all}</Trans>
        </button>
      )}
      <span className="h-5 w-px flex-none bg-current/30" />
      {actions.map((action) => (
        <button key={action.name} type="button" className={ACTION} onClick={action.run}>
          <action.icon className="icon-xs" aria-hidden />
          {action.name}
          {action.limit && <span className="opacity-75">{action.limit}</span>}
        </button>
      ))}
      <button
        type="button"
        aria-label={t`Clear the selection`}
        className="flex size-6 flex-none items-center justify-center"
        onClick={() => onSelect(NOTHING)}
      >
        <X className="icon-sm" aria-hidden />
      </button>
    </div>
  );
}

/** The strip under a list: what is in sight, totals, sums. */
export function StatusStrip({ children, after }: { children: React.ReactNode; after?: React.ReactNode }) {
  return (
    <footer className="flex min-h-7.5 flex-none flex-wrap items-center gap-x-3 border-t border-line bg-surface-2 px-4 text-xs whitespace-nowrap text-ink-2">
      {children}
      <span className="ml-auto">{after}</span>
    </footer>
  );
}
