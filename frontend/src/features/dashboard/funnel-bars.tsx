import { Plural, useLingui } from '@lingui/react/macro';
import type { FunnelStep } from '@/api';
import { count, percent } from '@/shared/format';
import { label, opportunityStateLabels } from '@/shared/labels';
import { Counted, type Narrowing } from '@/shared/lists';

interface Props {
  steps: readonly FunnelStep[];
  /** What the sales of the funnel are narrowed to. */
  of: Narrowing;
}

/** The funnel as bars, with how many went on and how long that took. */
export function FunnelBars({ steps, of }: Props) {
  const { t } = useLingui();
  const most = Math.max(1, ...steps.map((step) => step.entered));
  return (
    <ul className="flex flex-col gap-2.5 py-1" aria-label={t`Funnel`}>
      {steps.map((step) => {
        const took = step.elapsed.median_seconds;
        const name = label(opportunityStateLabels, step.state);
        const bar = (
          <span
            aria-hidden
            className="block h-5.5 rounded-[2px] bg-c1"
            style={{ width: `${Math.max(1, (step.entered / most) * 100)}%` }}
          />
        );
        return (
          <li key={step.state} className="grid grid-cols-[110px_minmax(0,1fr)_48px_56px_64px] items-center gap-2">
            <span className="truncate">{name}</span>
            {step.state === 'completed' ? (
              bar
            ) : (
              <Counted
                kind="opportunities"
                of={{ ...of, stage: step.state }}
                className="block focus-visible:ring-focus"
              >
                <span className="sr-only">{name}</span>
                {bar}
              </Counted>
            )}
            <b className="text-right">{count(step.entered)}</b>
            <span className="text-right text-ink-2">
              {step.conversion !== null && step.state !== 'completed' && percent(step.conversion, 1)}
            </span>
            <span className="text-right text-xs text-ink-3">
              {took !== null && <Plural value={Math.round(took / 86_400)} one="# day" other="# days" />}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
