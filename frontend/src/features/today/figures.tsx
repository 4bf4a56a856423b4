import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { count } from '@/shared/format';
import { alertReasonLabels, label } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { agoText, dayIn, instantOf, useMinute } from '@/shared/time';
import { Bar } from '@/shared/ui/figures';
import { Column, Section } from '@/shared/ui/panel';
import { SkeletonLines } from '@/shared/ui/skeleton';
import { PartError } from '@/shared/ui/states';
import { alertsQuery, callsQuery, doneQuery, loadQuery } from './queries';

/** How the day goes, and what needs me. */
export function Figures({ planned }: { planned: number }) {
  const { t } = useLingui();
  const me = useMe();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const [year = 0, month = 0, day = 0] = today.split('-').map(Number);
  const midnight = instantOf({ year, month, day, hour: 0, minute: 0 }, zone).toISOString();
  const plans = useMay('plan:read');
  const calls = useQuery(callsQuery(me.id, midnight));
  const done = useQuery(doneQuery(me.id, today));
  const load = useQuery({ ...loadQuery(me.id, today), enabled: plans });
  return (
    <Column width={358} isSide label={t`How the day goes`} className="max-laptop:w-full! max-laptop:overflow-visible">
      <Section title={<Trans>Today</Trans>}>
        {calls.isPending && <SkeletonLines lines={4} />}
        {calls.isError && (
          <PartError
            className="px-0!"
            title={<Trans>The figures were not loaded</Trans>}
            error={calls.error}
            onRetry={() => void calls.refetch()}
          />
        )}
        {calls.isSuccess && (
          <div className="flex flex-col gap-2.5">
            <Figure
              name={t({ context: 'dialled', message: 'Calls' })}
              done={calls.data.calls}
              whole={load.data?.daily_call_cap ?? null}
            />
            <Figure name={t`Connected`} done={calls.data.connected} whole={calls.data.calls} />
            {done.isSuccess && <Figure name={t`Plan done`} done={done.data} whole={done.data + planned} />}
          </div>
        )}
      </Section>
      <Alerts />
    </Column>
  );
}

function Figure({ name, done, whole }: { name: string; done: number; whole: number | null }) {
  return (
    <div>
      <p className="mb-1 flex justify-between">
        <span>{name}</span>
        <span>
          <b>{count(done)}</b> {whole !== null && <span className="text-ink-3">/ {count(whole)}</span>}
        </span>
      </p>
      {whole !== null && <Bar share={whole === 0 ? 0 : done / whole} label={name} />}
    </div>
  );
}

const TONES = { critical: 'text-bad', warning: 'text-warn', notice: 'text-ink-3' };

function Alerts() {
  const me = useMe();
  const now = useMinute();
  const { zone } = usePreferences();
  const alerts = useQuery(alertsQuery(me.id));
  const total: ReactNode = alerts.data?.total ? <b className="text-bad-ink">{count(alerts.data.total)}</b> : undefined;
  return (
    <Section title={<Trans>Alerts</Trans>} note={total}>
      {alerts.isPending && <SkeletonLines lines={4} />}
      {alerts.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The alerts were not loaded</Trans>}
          error={alerts.error}
          onRetry={() => void alerts.refetch()}
        />
      )}
      {alerts.isSuccess && alerts.data.items.length === 0 && (
        <p className="text-ink-3">
          <Trans>Nothing needs you now.</Trans>
        </p>
      )}
      <ul className="flex flex-col gap-2">
        {alerts.data?.items.map((alert) => (
          <li key={alert.id} className="flex items-start gap-2">
            <TriangleAlert className={`icon-sm mt-0.75 ${TONES[alert.severity]}`} aria-hidden />
            <span className="min-w-0">
              {label(alertReasonLabels, alert.reason)}
              <span className="block truncate text-xs text-ink-3">
                {[alert.customer_name, agoText(alert.since, now, zone)].filter(Boolean).join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
