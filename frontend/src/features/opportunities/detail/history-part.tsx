import { Plural, Trans } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import type { StageStay } from '@/api';
import { useNames } from '@/shared/directory';
import { label, opportunityStateLabels } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { dateIn, useMinute } from '@/shared/time';
import { Part } from './part';
import { daysOf } from './stages';

/** Every stay in a stage: when it was left, by whom and why, and how long it had lasted. */
export function HistoryPart({ stages }: { stages: UseQueryResult<{ items: StageStay[] }> }) {
  const nameOf = useNames();
  const now = useMinute();
  const { zone } = usePreferences();
  return (
    <Part query={stages} title={<Trans>Course of stages</Trans>}>
      {({ items }) => (
        <ol className="flex flex-col gap-2">
          {items.toReversed().map((stay) => {
            const days = daysOf([stay]);
            const at = stay.left_at ?? stay.entered_at;
            return (
              <li key={stay.entered_at} className="flex items-start gap-2">
                <ArrowRight className="icon-sm mt-0.75 text-ink-3" aria-hidden />
                <span className="min-w-0 flex-1">
                  {stay.moved_to ? (
                    <>
                      {label(opportunityStateLabels, stay.state)} →{' '}
                      <b>{label(opportunityStateLabels, stay.moved_to)}</b>
                    </>
                  ) : (
                    <b>{label(opportunityStateLabels, stay.state)}</b>
                  )}
                  <span className="block text-xs text-ink-3">
                    <Plural value={days} one="after # day" other="after # days" />
                    {stay.moved_by_name && ` · ${nameOf(stay.moved_by, stay.moved_by_name)}`}
                  </span>
                  {stay.reason && <span className="block">{stay.reason}</span>}
                </span>
                <span className="date flex-none text-xs text-ink-3">{dateIn(at, zone, now)}</span>
              </li>
            );
          })}
        </ol>
      )}
    </Part>
  );
}
