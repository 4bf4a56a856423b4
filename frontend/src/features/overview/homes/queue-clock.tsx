import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User, WorldClock } from '@/api';
import { count, personName } from '@/shared/format';
import { language } from '@/shared/i18n';
import { usePreferences } from '@/shared/preferences';
import { soonText, timeIn, useMinute } from '@/shared/time';
import { CallableDot } from '@/shared/ui/values/marks';
import { Section } from '@/shared/ui/layout/panel';
import { Select } from '@/shared/ui/forms/select';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { clockQuery } from './queries';

type Zone = WorldClock['zones'][number];

/** Whom a member of the team may call now, place by place: where it is day, and what opens next. */
export function QueueClock({ members }: { members: readonly User[] }) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState<string | null>(null);
  const owner = members.find((each) => each.id === chosen) ?? members[0];
  const clock = useQuery({ ...clockQuery(owner?.id ?? ''), enabled: owner !== undefined });
  if (owner === undefined) return null;
  const zones = clock.data?.zones ?? [];
  const open = zones.reduce((sum, zone) => sum + zone.open, 0);
  return (
    <Section
      title={<Trans>Who may be called now</Trans>}
      note={clock.isSuccess && <b className="text-ink">{count(open)}</b>}
      actions={
        <Select
          label={t`Whose customers`}
          hidesLabel
          size="sm"
          value={owner.id}
          onChange={setChosen}
          choices={members.map((each) => ({ id: each.id, name: personName(each) }))}
        />
      }
    >
      {clock.isPending && <SkeletonLines lines={3} />}
      {clock.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The clocks were not loaded</Trans>}
          error={clock.error}
          onRetry={() => void clock.refetch()}
        />
      )}
      {clock.isSuccess && zones.length === 0 && (
        <p className="text-ink-3">
          <Trans>Nobody of theirs is owed a contact today.</Trans>
        </p>
      )}
      <ul>
        {zones.map((zone) => (
          <Place key={zone.zone ?? ''} zone={zone} />
        ))}
      </ul>
    </Section>
  );
}

function Place({ zone }: { zone: Zone }) {
  const now = useMinute();
  const { zone: mine } = usePreferences();
  const name = zone.name && (language() === 'zh-CN' ? zone.name.zh : zone.name.en);
  return (
    <li
      className="flex min-h-6.5 items-center gap-2"
      title={language() === 'zh-CN' ? zone.explanation.zh : zone.explanation.en}
    >
      <CallableDot callable={zone.open > 0 ? 'now' : 'closed'} />
      <span className="min-w-0 flex-1 truncate">{name ?? <Trans>Time not known</Trans>}</span>
      {zone.zone && <span className={zone.open > 0 ? 'font-strong' : 'text-ink-3'}>{timeIn(now, zone.zone)}</span>}
      <span className="w-32 text-right text-xs text-ink-3">
        {zone.open > 0 ? (
          <Trans>
            {count(zone.open)} of {count(zone.customers)} callable
          </Trans>
        ) : zone.opens_at === null ? (
          <Trans>{count(zone.customers)} waiting</Trans>
        ) : (
          <span title={timeIn(zone.opens_at, mine)}>
            <Trans>opens {soonText(zone.opens_at, now)}</Trans>
          </span>
        )}
      </span>
    </li>
  );
}
