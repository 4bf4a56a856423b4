import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { cx } from '../cx';
import { Kbd } from '../actions/kbd';

export interface Step {
  id: string;
  name: ReactNode;
}

/** The steps of a longer piece of work: done, this one, still to come. */
export function Steps({ steps, current, label }: { steps: readonly Step[]; current: string; label: string }) {
  const now = steps.findIndex((step) => step.id === current);
  return (
    <ol aria-label={label} className="flex items-center gap-2 whitespace-nowrap">
      {steps.map((step, index) => (
        <li key={step.id} aria-current={index === now ? 'step' : undefined} className="flex items-center gap-2">
          {index > 0 && <span className="h-px w-8 bg-line-2" />}
          <span
            className={cx(
              'flex size-5 items-center justify-center rounded-full text-2xs font-strong',
              index < now && 'bg-accent-soft text-accent-ink',
              index === now && 'bg-accent text-on-accent',
              index > now && 'text-ink-3 inset-line-2',
            )}
          >
            {index < now ? <Check className="icon-xs" aria-hidden /> : index + 1}
          </span>
          <span className={index === now ? 'font-strong' : 'text-ink-3'}>{step.name}</span>
        </li>
      ))}
    </ol>
  );
}

export interface Decision {
  id: string;
  name: ReactNode;
  /** The facts that speak for it, right. */
  detail?: ReactNode;
}

/** Numbered ways to decide: 1 to 9 marks one, arrows go along them, Enter takes the marked one. */
export function DecisionStack(props: {
  decisions: readonly Decision[];
  marked: string;
  onMark: (id: string) => void;
  label: string;
}) {
  const { decisions, marked, onMark, label } = props;
  return (
    <RadioGroup aria-label={label} value={marked} onChange={onMark} className="flex flex-col gap-2">
      {decisions.map((decision, index) => (
        <Radio
          key={decision.id}
          value={decision.id}
          className="flex h-8 cursor-default items-center gap-2 rounded-control border border-line-2 bg-surface px-2.5 text-left hover:bg-hover selected:border-accent selected:bg-accent-soft selected:shadow-[0_0_0_1px_var(--accent)] focus-ring:ring-focus coarse:h-11"
        >
          <Kbd keys={String(index + 1)} />
          <b className="min-w-0 truncate">{decision.name}</b>
          <span className="ml-auto flex-none text-xs text-ink-3">{decision.detail}</span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
