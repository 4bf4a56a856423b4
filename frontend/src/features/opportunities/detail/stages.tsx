import { Plural, Trans } from '@lingui/react/macro';
import type { ComponentType } from 'react';
import type { MoveOutlook, Opportunity, Stage, StageStay } from '@/api';
import type { StageCell } from '@/shared/ui/signature/stage-strip';
import { Day } from '@/shared/ui/values/figures';

export const STAGES: readonly Stage[] = [
  'potential',
  'interested',
  'needs_defined',
  'negotiation',
  'contract_signed',
  'execution',
];

export const DAY_SECONDS = 86_400;

/** Whole days that a stay or several lasted. */
export const daysOf = (stays: readonly Pick<StageStay, 'elapsed_seconds'>[]) =>
  Math.floor(stays.reduce((sum, stay) => sum + stay.elapsed_seconds, 0) / DAY_SECONDS);

interface Cell extends Omit<StageCell, 'note'> {
  Note: ComponentType;
}

/** The six stages as the strip shows them: how long each was, and what the next one still lacks. */
export function cellsOf(
  opportunity: Opportunity,
  stays: readonly StageStay[],
  outlook: readonly MoveOutlook[],
): Cell[] {
  const now = STAGES.indexOf(opportunity.stage);
  return STAGES.map((stage, index): Cell => {
    const here = stays.filter((stay) => stay.state === stage);
    const since = here.at(-1)?.entered_at ?? (index === now ? opportunity.stage_since : null);
    const state = index < now ? 'done' : index === now ? 'current' : 'next';
    const move = index === now + 1 ? outlook.find((each) => each.to_state === stage) : undefined;
    const lacks = move?.criteria.filter((criterion) => !criterion.holds).length;
    const days = daysOf(here);
    const Note = () => {
      if (state === 'next') {
        if (lacks === undefined) return null;
        return lacks === 0 ? (
          <Trans>nothing missing</Trans>
        ) : (
          <Plural value={lacks} one="# thing missing" other="# things missing" />
        );
      }
      if (since === null) return null;
      return (
        <>
          <Trans>
            since <Day date={since.slice(0, 10)} />
          </Trans>
          {here.length > 0 && (
            <>
              {' '}
              · <Plural value={days} one="# day" other="# days" />
            </>
          )}
        </>
      );
    };
    return { stage, state, Note };
  });
}
