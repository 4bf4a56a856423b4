import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { usePreferences } from '@/shared/preferences';
import { DateField, MomentField } from '@/shared/ui/forms/date-field';
import { Segmented } from '@/shared/ui/actions/segmented';
import { TextField } from '@/shared/ui/forms/text-field';

/** When a contact is due: on a day, or at a moment of that day. */
export interface When {
  on: string | null;
  at: string | null;
  /** Why outside their calling hours. */
  outside: string;
}

/** The same as the API takes it. */
export const whenBody = ({ on, at, outside }: When) => ({
  ...(at === null ? { due_on: on } : { due_at: at }),
  ...(outside.trim() !== '' && { outside_hours_reason: outside.trim() }),
});

interface Props {
  value: When;
  onChange: (value: When) => void;
  /** Whose clock is typed; null while the customer is not chosen: then only a day can be said. */
  zone: string | null;
  min?: string;
  faultAt: (pointer: string) => string | undefined;
  isAsked: boolean;
  after?: ReactNode;
}

/** A day, or an exact time on the customer's clock; outside their calling hours with the reason (OT-10). */
export function WhenFields({ value, onChange, zone, min, faultAt, isAsked, after }: Props) {
  const { t } = useLingui();
  const { zone: mine } = usePreferences();
  const kind = value.at === null ? 'day' : 'time';
  const missing = isAsked && value.on === null && value.at === null ? t`Say when.` : undefined;
  const why = faultAt('/outside_hours_reason');
  return (
    <>
      <div className="flex flex-wrap items-end gap-2">
        {zone !== null && (
          <Segmented
            label={t`How exact`}
            value={kind}
            onChange={(next) =>
              onChange(next === 'day' ? { ...value, at: null } : { ...value, at: firstMoment(value.on) })
            }
            choices={[
              { id: 'day', name: t`On a day` },
              { id: 'time', name: t`At a time` },
            ]}
          />
        )}
        {zone === null || value.at === null ? (
          <DateField
            label={t`Day, at the customer`}
            isRequired
            {...(min !== undefined && { min })}
            value={value.on}
            onChange={(on) => onChange({ ...value, on })}
            error={faultAt('/due_on') ?? missing}
          />
        ) : (
          <MomentField
            label={t`Time, at the customer`}
            isRequired
            className="flex-1"
            zone={zone}
            mine={mine}
            value={value.at}
            onChange={(at) => onChange({ ...value, at })}
            error={faultAt('/due_at') ?? missing}
          />
        )}
        {after}
      </div>
      {(why !== undefined || value.outside !== '') && (
        <TextField
          label={t`Why outside their calling hours`}
          isRequired
          value={value.outside}
          onChange={(outside) => onChange({ ...value, outside })}
          error={why}
        />
      )}
    </>
  );
}

/** Nine o'clock on that day, near enough for a field that is then typed in. */
function firstMoment(on: string | null): string {
  return `${on ?? new Date().toISOString().slice(0, 10)}T09:00:00Z`;
}
