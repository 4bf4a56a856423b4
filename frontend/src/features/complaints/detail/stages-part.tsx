import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Complaint } from '@/api';
import { personName } from '@/shared/format';
import { complaintStateLabels, label } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { dateIn, useMinute } from '@/shared/time';
import { workText } from '@/shared/time/work';
import { peopleQuery, stagesQuery } from '../queries';

/** How long it stood in each state, and who moved it on. */
export function StagesPart({ complaint }: { complaint: Complaint }) {
  const now = useMinute();
  const { zone } = usePreferences();
  const stages = useQuery(stagesQuery(complaint.id));
  const people = useQuery(peopleQuery);
  const items = stages.data?.items ?? [];
  return (
    <section className="py-2">
      <h3 className="mb-1.5 flex items-baseline gap-2 text-sm">
        <Trans>Course</Trans>
        {items.length > 0 && (
          <span className="text-xs font-normal text-ink-3">
            <Plural value={items.length} one="# state" other="# states" />
          </span>
        )}
      </h3>
      <ol className="flex flex-col gap-1.5">
        {items.toReversed().map((stage) => {
          const by = stage.by_user_id === null ? undefined : people.data?.get(stage.by_user_id);
          return (
            <li key={stage.entered_at} className="flex items-start gap-2">
              <span className="min-w-0 flex-1">
                {label(complaintStateLabels, stage.state)}
                <span className="block text-xs text-ink-3">
                  <Trans>{workText(stage.working_seconds)} worked</Trans>
                  {by && ` · ${personName(by)}`}
                </span>
                {stage.reason && <span className="block text-xs">{stage.reason}</span>}
              </span>
              <span className="date flex-none text-xs text-ink-3">{dateIn(stage.entered_at, zone, now)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
