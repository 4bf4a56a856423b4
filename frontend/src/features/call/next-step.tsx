import { Trans, useLingui } from '@lingui/react/macro';
import { useRef } from 'react';
import type { NextStepKind } from '@/api';
import { useHotkeys } from '@/shared/hotkeys';
import { methodLabels, nextStepKindLabels, options } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { addDays, cityOf, dateIn, dayIn, instantOf, timeIn, useMinute } from '@/shared/time';
import { ActionChip } from '@/shared/ui/chip';
import { Segmented } from '@/shared/ui/choice';
import { MomentField } from '@/shared/ui/date-field';
import { Select } from '@/shared/ui/select';
import { TextField } from '@/shared/ui/text-field';
import type { WrapUpProps } from './wrap-up-column';

const DAYS_AHEAD = [1, 3, 7];
const HOUR = { hour: 9, minute: 30 };

/** What follows: another contact on the customer's clock, with my own time below it; nurture; or nothing, and why. */
export function NextStep({ item, place, wrapUp, gaps, isRequired, onChange }: WrapUpProps & { isRequired: boolean }) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone: mine } = usePreferences();
  const first = useRef<HTMLDivElement>(null);

  useHotkeys([
    {
      keys: 'f',
      name: t`Plan the next step`,
      group: 'call',
      run: () => {
        onChange({ nextKind: 'follow_up' });
        setTimeout(() => first.current?.querySelector<HTMLElement>('[role=spinbutton]')?.focus());
      },
    },
  ]);

  const on = (days: number) => {
    const [year = 0, month = 0, day = 0] = addDays(dayIn(now, item.zone), days).split('-').map(Number);
    return instantOf({ year, month, day, ...HOUR }, item.zone)
      .toISOString()
      .replace('.000Z', 'Z');
  };
  return (
    <div ref={first} className="flex flex-col gap-2 border-t border-line pt-3">
      <div className="flex items-center gap-2">
        <span className="text-xs text-ink-3">
          <Trans>Next step</Trans> {isRequired && <Trans>required</Trans>}
        </span>
        <Segmented<NextStepKind | 'open'>
          className="ml-auto"
          label={t`Next step`}
          choices={[...options(nextStepKindLabels)].toSorted((a, b) => ORDER.indexOf(a.id) - ORDER.indexOf(b.id))}
          value={wrapUp.nextKind ?? 'open'}
          onChange={(kind) => kind !== 'open' && onChange({ nextKind: kind })}
        />
      </div>
      {gaps.includes('next_step') && (
        <p className="text-xs text-bad-ink">
          <Trans>Choose what follows.</Trans>
        </p>
      )}
      {wrapUp.nextKind === 'follow_up' && (
        <>
          <MomentField
            label={t`When, at the customer`}
            isRequired
            value={wrapUp.nextAt}
            onChange={(nextAt) => onChange({ nextAt })}
            zone={item.zone}
            place={place ?? cityOf(item.zone)}
            mine={mine}
            error={gaps.includes('next_at') ? t`Say when, or press a suggestion.` : undefined}
          />
          <div className="flex flex-wrap gap-1.5">
            {DAYS_AHEAD.map((days) => {
              const at = on(days);
              return (
                <ActionChip key={days} isSuggested={wrapUp.nextAt === at} onPress={() => onChange({ nextAt: at })}>
                  <span className="date">
                    {dateIn(at, item.zone, now, { weekday: true })} {timeIn(at, item.zone)}
                  </span>
                </ActionChip>
              );
            })}
          </div>
          <div className="flex items-end gap-2">
            <Select
              className="w-28 flex-none"
              label={t`How`}
              choices={options(methodLabels)}
              value={wrapUp.nextMethod}
              onChange={(nextMethod) => onChange({ nextMethod })}
            />
            <TextField
              className="flex-1"
              label={t`Aim`}
              isRequired
              value={wrapUp.nextAim}
              onChange={(nextAim) => onChange({ nextAim })}
              error={gaps.includes('next_aim') ? t`Say what it is to achieve.` : undefined}
            />
          </div>
        </>
      )}
      {(wrapUp.nextKind === 'none' || wrapUp.nextKind === 'nurture') && (
        <TextField
          label={t`Why`}
          isRequired={wrapUp.nextKind === 'none'}
          value={wrapUp.nextReason}
          onChange={(nextReason) => onChange({ nextReason })}
          error={gaps.includes('next_reason') ? t`Say why nothing follows.` : undefined}
        />
      )}
    </div>
  );
}

const ORDER: NextStepKind[] = ['follow_up', 'nurture', 'none'];
