import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DialQueue } from '@/api';
import { count } from '@/shared/format';
import { alertReasonLabels, label } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { agoText, counter, dayIn, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { Measured } from '@/shared/ui/values/measured';
import { Column, Section } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { LineError, PartError } from '@/shared/ui/feedback/states';
import { MonthPart } from './month-part';
import { alertsQuery, doneQuery } from './queries';

interface Queue {
  data: DialQueue | undefined;
  isError: boolean;
  error: Error | null;
  refetch: () => unknown;
}

interface Props {
  /** My queue, which knows my calls of today; null for who makes none. */
  queue: Queue | null;
  planned: number;
  onAlerts: () => void;
}

/** How the day and the month go, and what needs me. */
export function Figures({ queue, planned, onAlerts }: Props) {
  const { t } = useLingui();
  const sells = useMay('opportunity:read');
  return (
    <Column width={358} isSide label={t`How the day goes`} className="max-laptop:w-full! max-laptop:overflow-visible">
      {queue && <Today queue={queue} planned={planned} />}
      {sells && <MonthPart />}
      <Alerts onAll={onAlerts} />
    </Column>
  );
}

function Today({ queue, planned }: { queue: Queue; planned: number }) {
  const { t } = useLingui();
  const me = useMe();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const done = useQuery(doneQuery(me.id, today));
  const day = queue.data?.day;
  return (
    <Section title={<Trans>Today</Trans>} isMain>
      {day === undefined &&
        (queue.isError ? (
          <PartError
            className="px-0!"
            title={<Trans>The figures were not loaded</Trans>}
            error={queue.error}
            onRetry={() => void queue.refetch()}
          />
        ) : (
          <SkeletonLines lines={4} />
        ))}
      {day && (
        <div className="flex flex-col gap-2.5">
          <Measured
            name={t({ context: 'dialled', message: 'Calls' })}
            done={count(day.calls_made)}
            whole={count(day.daily_call_cap)}
            share={day.calls_made / day.daily_call_cap}
          />
          <Measured
            name={t`Connected`}
            done={count(day.calls_connected)}
            whole={count(day.calls_made)}
            share={part(day.calls_connected, day.calls_made)}
          />
          <LineError query={done}>
            <Trans>What is done of the plan was not loaded</Trans>
          </LineError>
          {done.isSuccess && (
            <Measured
              name={t`Plan done`}
              done={count(done.data)}
              whole={count(done.data + planned)}
              share={part(done.data, done.data + planned)}
            />
          )}
          <Measured name={t`Talked`} done={counter(day.talk_seconds)} />
        </div>
      )}
    </Section>
  );
}

const part = (some: number, all: number) => (all === 0 ? 0 : some / all);

const TONES = { critical: 'text-bad', warning: 'text-warn', notice: 'text-ink-3' };

function Alerts({ onAll }: { onAll: () => void }) {
  const me = useMe();
  const now = useMinute();
  const { zone } = usePreferences();
  const alerts = useQuery(alertsQuery(me.id));
  const total: ReactNode = alerts.data?.total ? <b className="text-bad-ink">{count(alerts.data.total)}</b> : undefined;
  return (
    <Section
      title={<Trans>Alerts</Trans>}
      note={total}
      isMain
      actions={
        total && (
          <Button variant="ghost" size="sm" onPress={onAll}>
            <Trans context="alerts">All</Trans>
          </Button>
        )
      }
    >
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
              {label(alertReasonLabels, alert.reason)} <Times facts={alert.facts} />
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

/** Of how many things one alert speaks. */
function Times({ facts }: { facts: Readonly<Record<string, unknown>> }) {
  const several = facts['count'];
  return typeof several === 'number' && several > 1 ? <b>{count(several)}</b> : null;
}
