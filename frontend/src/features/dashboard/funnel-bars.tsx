import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { FunnelStep, Stage } from '@/api';
import { count, percent } from '@/shared/format';
import { label, opportunityStateLabels } from '@/shared/labels';
import { Counted, type Narrowing } from '@/shared/lists';
import { StageMark } from '@/shared/ui/values/stage-mark';

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
        const share = step.entered / most;
        // The number stands in a long bar and behind a short one.
        const number = <b className={share > 0.85 ? 'pr-2 text-surface' : 'pl-1.5'}>{count(step.entered)}</b>;
        const bar = (
          <span className="flex h-5.5 items-center text-ink no-underline">
            <span
              className="flex h-full items-center justify-end rounded-[3px] bg-c1"
              style={{ width: `${Math.max(1, share * 100)}%` }}
            >
              {share > 0.85 && number}
            </span>
            {share <= 0.85 && number}
          </span>
        );
        return (
          <li key={step.state} className="grid grid-cols-[130px_minmax(0,1fr)_56px_64px] items-center gap-2">
            {step.state === 'completed' ? (
              <span className="truncate pl-5">{name}</span>
            ) : (
              <span className="truncate">
                <StageMark stage={step.state as Stage} />
              </span>
            )}
            {step.state === 'completed' ? (
              bar
            ) : (
              <Counted
                kind="opportunities"
                of={{ ...of, stage: step.state }}
                className="block no-underline hover:opacity-85 focus-visible:ring-focus"
              >
                <span className="sr-only">{name}</span>
                {bar}
              </Counted>
            )}
            <span className="text-right text-ink-2">
              {step.conversion !== null && step.state !== 'completed' && percent(step.conversion, 1)}
            </span>
            <span className="text-right text-xs text-ink-3">
              {took !== null &&
                (took < 43_200 ? (
                  <Trans>under a day</Trans>
                ) : (
                  <Plural value={Math.round(took / 86_400)} one="# day" other="# days" />
                ))}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
