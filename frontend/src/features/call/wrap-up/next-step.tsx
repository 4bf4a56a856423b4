import { Trans, useLingui } from '@lingui/react/macro';
import { Suspense, lazy, useEffect, useState } from 'react';
import type { NextStepKind } from '@/api';
import { useHotkeys } from '@/shared/hotkeys';
import { nextStepKindLabels, options } from '@/shared/labels';
import { Segmented } from '@/shared/ui/actions/segmented';
import { TextField } from '@/shared/ui/forms/text-field';
import type { WrapUpProps } from './wrap-up-column';

const load = () => import('./follow-up-fields');
const FollowUpFields = lazy(() => load().then((module) => ({ default: module.FollowUpFields })));

/** What follows: another contact on the customer's clock, with my own time below it; nurture; or nothing, and why. */
export function NextStep({
  item,
  place,
  wrapUp,
  gaps,
  opensAt,
  isRequired,
  onChange,
}: WrapUpProps & { isRequired: boolean }) {
  const { t } = useLingui();
  const [focuses, setFocuses] = useState(0);

  useEffect(() => {
    // Dates weigh as much as the rest of the screen: they come after it, and before they are asked for.
    void load();
  }, []);

  useHotkeys([
    {
      keys: 'f',
      name: t`Plan the next step`,
      group: 'call',
      run: () => {
        onChange({ nextKind: 'follow_up' });
        setFocuses((times) => times + 1);
      },
    },
  ]);

  return (
    <div className="flex flex-col gap-2 border-t border-line pt-3">
      <div className="flex items-center gap-2" data-gap="next_step">
        <span className="min-w-0 text-xs text-ink-3">
          <span className="whitespace-nowrap">
            <Trans>Next step</Trans>
          </span>{' '}
          {isRequired && <Trans>required</Trans>}
        </span>
        <Segmented<NextStepKind | 'open'>
          className="ml-auto flex-none"
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
      {(wrapUp.nextKind === 'follow_up' || wrapUp.nextKind === 'call_back') && (
        <Suspense fallback={<div className="h-40" />}>
          <FollowUpFields
            item={item}
            place={place}
            wrapUp={wrapUp}
            gaps={gaps}
            opensAt={opensAt}
            onChange={onChange}
            focuses={focuses}
          />
        </Suspense>
      )}
      {(wrapUp.nextKind === 'none' || wrapUp.nextKind === 'nurture') && (
        <TextField
          data-gap="next_reason"
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

const ORDER: NextStepKind[] = ['follow_up', 'call_back', 'nurture', 'none'];
