import { Trans, useLingui } from '@lingui/react/macro';
import type { Method, NextStepKind } from '@/api/types';
import { methodLabels, nextStepKindLabels, options } from '@/shared/labels';
import { Segmented } from '@/shared/ui/actions/segmented';
import { MomentField } from '@/shared/ui/forms/date-field';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import type { Logged } from './logged';

interface Props {
  form: Logged;
  zone: string;
  mine: string;
  isAsked: boolean;
  faultAt: (pointer: string) => string | undefined;
  onChange: (part: Partial<Logged>) => void;
}

const ORDER: NextStepKind[] = ['follow_up', 'call_back', 'nurture', 'none'];

/** What follows: another contact at the customer's time, nurture, or nothing and why. */
export function NextStepFields({ form, zone, mine, isAsked, faultAt, onChange }: Props) {
  const { t } = useLingui();
  // The server names the kind in the pointer where it chose among them.
  const stepFault = (field: string) =>
    faultAt(`/next_step/${field}`) ??
    (form.nextKind === null ? undefined : faultAt(`/next_step/${form.nextKind}/${field}`));
  const isDated = form.nextKind === 'follow_up' || form.nextKind === 'call_back';
  const why = stepFault('outside_hours_reason');
  return (
    <div className="flex flex-col gap-2.5 border-t border-line pt-3">
      <div className="flex flex-wrap items-center gap-3">
        <span className="text-xs text-ink-2">
          <Trans>Next step</Trans>
        </span>
        <Segmented<NextStepKind | 'open'>
          label={t`Next step`}
          choices={options(nextStepKindLabels).toSorted((a, b) => ORDER.indexOf(a.id) - ORDER.indexOf(b.id))}
          value={form.nextKind ?? 'open'}
          onChange={(kind) => kind !== 'open' && onChange({ nextKind: kind })}
        />
      </div>
      {faultAt('/next_step') && (
        <p role="alert" className="text-xs text-bad-ink">
          {faultAt('/next_step')}
        </p>
      )}
      {isDated && (
        <div className="grid grid-cols-2 gap-3 max-tablet:grid-cols-1">
          <MomentField
            label={t`When, at the customer`}
            isRequired={form.nextKind === 'follow_up'}
            value={form.nextAt}
            onChange={(nextAt) => onChange({ nextAt })}
            zone={zone}
            mine={mine}
            error={
              stepFault('due_at') ??
              (isAsked && form.nextKind === 'follow_up' && form.nextAt === null ? t`Say when.` : undefined)
            }
          />
          {form.nextKind === 'follow_up' && (
            <Select<Method>
              label={t`How`}
              choices={options(methodLabels)}
              value={form.nextMethod}
              onChange={(nextMethod) => onChange({ nextMethod })}
              error={stepFault('method')}
            />
          )}
        </div>
      )}
      {form.nextKind === 'follow_up' && (
        <TextField
          label={t`Aim`}
          isRequired
          value={form.nextAim}
          onChange={(nextAim) => onChange({ nextAim })}
          error={
            stepFault('aim') ?? (isAsked && form.nextAim.trim() === '' ? t`Say what it is to achieve.` : undefined)
          }
        />
      )}
      {isDated && (why || form.nextWhy !== '') && (
        <TextField
          label={t`Why outside their calling hours`}
          isRequired
          value={form.nextWhy}
          onChange={(nextWhy) => onChange({ nextWhy })}
          error={why}
        />
      )}
      {(form.nextKind === 'none' || form.nextKind === 'nurture') && (
        <TextField
          label={t`Why`}
          isRequired={form.nextKind === 'none'}
          value={form.nextReason}
          onChange={(nextReason) => onChange({ nextReason })}
          error={
            stepFault('reason') ??
            (isAsked && form.nextKind === 'none' && form.nextReason.trim() === ''
              ? t`Say why nothing follows.`
              : undefined)
          }
        />
      )}
    </div>
  );
}
