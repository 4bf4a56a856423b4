import { Trans, useLingui } from '@lingui/react/macro';
import type { Complaint, ComplaintState } from '@/api';
import { complaintStateLabels, label } from '@/shared/labels';
import { cx } from '@/shared/ui/cx';

const STATES: readonly ComplaintState[] = [
  'registered',
  'contacted',
  'dispatched',
  'investigating',
  'proposed',
  'agreed',
  'resolved',
  'confirmed',
  'archived',
];

/** The nine states of a complaint, as far as it has come. */
export function StatePath({ complaint }: { complaint: Complaint }) {
  const { t } = useLingui();
  const now = STATES.indexOf(complaint.state);
  return (
    <ol
      aria-label={t`Where it stands`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0} // narrow columns scroll it, by keyboard too; a phone shows all, by name where it stands
      className="flex overflow-x-auto border-b border-line px-5 pt-3 pb-2.5 [scrollbar-width:none]"
    >
      {STATES.map((state, index) => (
        <li
          key={state}
          aria-current={index === now ? 'step' : undefined}
          className={cx(
            'relative min-w-18 flex-1 pt-4 text-center text-xs whitespace-nowrap max-tablet:min-w-0',
            index === now ? 'font-strong text-ink' : 'text-ink-3',
          )}
        >
          {index < STATES.length - 1 && (
            <span
              aria-hidden
              className={cx('absolute top-1.5 left-1/2 h-0.5 w-full', index < now ? 'bg-accent' : 'bg-line-2')}
            />
          )}
          <span
            aria-hidden
            className={cx(
              'absolute top-0.5 left-1/2 z-1 size-2.5 -translate-x-1/2 rounded-full border-2 bg-surface',
              index < now && 'border-accent bg-accent!',
              index === now && 'border-accent',
              index > now && 'border-line-control',
            )}
          />
          <span
            className={index === now ? 'relative left-1/2 inline-block w-max -translate-x-1/2' : 'max-tablet:sr-only'}
          >
            {label(complaintStateLabels, state)}
            {index === now && complaint.round > 1 && (
              <span className="block text-accent-ink">
                <Trans>round {complaint.round}</Trans>
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
