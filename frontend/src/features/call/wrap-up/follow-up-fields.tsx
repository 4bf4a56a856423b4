import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import { methodLabels, options } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { cityOf, dateIn, timeIn, useMinute } from '@/shared/time';
import { ActionChip } from '@/shared/ui/actions/chip';
import { MomentField } from '@/shared/ui/forms/date-field';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { suggestions } from './suggestions';
import type { WrapUpProps } from './wrap-up-column';

type Props = Pick<WrapUpProps, 'item' | 'place' | 'wrapUp' | 'gaps' | 'opensAt' | 'onChange'> & {
  /** How often the key was pressed that brings one here. */
  focuses: number;
};

/** Whoever writes by the time these fields are there is not led away from their words. */
const isWriting = () =>
  document.activeElement?.matches('textarea, input:not([type=radio], [type=checkbox]), [contenteditable=true]') ??
  false;

/** When, how and what for: on the customer's clock, with my own time below it. */
export function FollowUpFields({ item, place, wrapUp, gaps, opensAt, onChange, focuses }: Props) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone: mine } = usePreferences();
  const isFollowUp = wrapUp.nextKind === 'follow_up';
  const asksWhy = gaps.includes('next_why') || wrapUp.nextWhy !== '';
  const first = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focuses > 0 && !isWriting()) first.current?.querySelector<HTMLElement>('[role=spinbutton]')?.focus();
  }, [focuses]);

  return (
    <div ref={first} className="flex flex-col gap-2">
      <div data-gap="next_at">
        <MomentField
          label={t`When, at the customer`}
          isRequired={isFollowUp}
          value={wrapUp.nextAt}
          onChange={(nextAt) => onChange({ nextAt })}
          zone={item.zone}
          place={place ?? cityOf(item.zone)}
          mine={mine}
          error={gaps.includes('next_at') ? t`Say when, or press a suggestion.` : undefined}
        />
      </div>
      <div className="flex flex-wrap gap-1.5">
        {suggestions(now, item.zone).map((at) => (
          <ActionChip key={at} isSuggested={wrapUp.nextAt === at} onPress={() => onChange({ nextAt: at })}>
            <span className="date">
              {dateIn(at, item.zone, now, { weekday: true })} {timeIn(at, item.zone)}
            </span>
          </ActionChip>
        ))}
      </div>
      {!isFollowUp && (
        <p className="text-xs text-ink-3">
          <Trans>Promised: first in the queue at its minute. Without a time: their next calling hours.</Trans>
        </p>
      )}
      {asksWhy && (
        <>
          {opensAt !== null && (
            <p role="alert" className="text-xs text-warn-ink">
              <Trans>
                Outside their calling hours. Open again {dateIn(opensAt, item.zone, now, { weekday: true })}{' '}
                {timeIn(opensAt, item.zone)} there, {timeIn(opensAt, mine)} here.
              </Trans>
            </p>
          )}
          <TextField
            data-gap="next_why"
            label={t`Why outside their calling hours`}
            isRequired
            value={wrapUp.nextWhy}
            onChange={(nextWhy) => onChange({ nextWhy })}
            error={gaps.includes('next_why') ? t`Say why, or choose another time.` : undefined}
          />
        </>
      )}
      {isFollowUp && (
        <div className="flex items-end gap-2">
          <Select
            className="w-28 flex-none"
            label={t`How`}
            choices={options(methodLabels)}
            value={wrapUp.nextMethod}
            onChange={(nextMethod) => onChange({ nextMethod })}
          />
          <TextField
            data-gap="next_aim"
            className="flex-1"
            label={t`Aim`}
            isRequired
            value={wrapUp.nextAim}
            onChange={(nextAim) => onChange({ nextAim })}
            error={gaps.includes('next_aim') ? t`Say what it is to achieve.` : undefined}
          />
        </div>
      )}
    </div>
  );
}
