import { useLingui } from '@lingui/react/macro';
import type { SatisfactionScore } from '@/api/types';
import { options, satisfactionLabels } from '@/shared/labels';
import { Scale } from '@/shared/ui/forms/key-choices';

const STEPS = ['1', '2', '3', '4', '5'] as const;

interface Props {
  value: Partial<Record<SatisfactionScore, number>>;
  onChange: (value: Partial<Record<SatisfactionScore, number>>) => void;
  error: string | undefined;
}

/** The four scores of a revisit, 1 to 5. */
export function Scores({ value, onChange, error }: Props) {
  const { t } = useLingui();
  return (
    <fieldset className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-1.5">
      <legend className="col-span-full mb-1 text-xs text-ink-2">{t`Scores, 1 to 5`}</legend>
      {options(satisfactionLabels).map(({ id, name }) => (
        <div key={id} className="contents">
          <span>{name}</span>
          <Scale
            label={name}
            choices={STEPS.map((step) => ({ id: step, name: step }))}
            value={value[id] === undefined ? null : (String(value[id]) as (typeof STEPS)[number])}
            onChange={(step) => onChange({ ...value, [id]: Number(step) })}
          />
        </div>
      ))}
      {error && (
        <p role="alert" className="col-span-full text-xs text-bad-ink">
          {error}
        </p>
      )}
    </fieldset>
  );
}
