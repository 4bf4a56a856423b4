import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Alert } from '@/api';
import { count } from '@/shared/format';
import { Counted, everyQuery, queryOf } from '@/shared/lists';
import { Segmented } from '@/shared/ui/actions/segmented';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { LineRow } from '../lists/line-row';
import { lineOf } from '../lists/lines';

const SHOWN = 12;
const NONE: Alert[] = [];

type Group = 'all' | 'contacts' | 'customers' | 'opportunities' | 'complaints' | 'others';

/** What an alert is about, by the kind of record it names. */
const GROUP_OF: Record<string, Group> = {
  user: 'contacts',
  planned_contact: 'contacts',
  customer: 'customers',
  opportunity: 'opportunities',
  complaint: 'complaints',
};
const groupOf = (alert: Alert): Group => GROUP_OF[alert.subject_type] ?? 'others';

/** What is stuck with some people, the longest first, all of it or one kind. */
export function Stuck({ ids }: { ids: readonly string[] }) {
  const { t } = useLingui();
  const [group, setGroup] = useState<Group>('all');
  const of = queryOf({ owner_id: ids, live: 'true' });
  const list = useQuery(everyQuery<Alert>('alerts', of));
  const alerts = list.data ?? NONE;
  const names: Record<Group, string> = {
    all: t({ context: 'stuck', message: 'All' }),
    contacts: t({ context: 'stuck', message: 'Contacts' }),
    customers: t({ context: 'stuck', message: 'Customers' }),
    opportunities: t({ context: 'stuck', message: 'Opportunities' }),
    complaints: t({ context: 'stuck', message: 'Complaints' }),
    others: t({ context: 'stuck', message: 'Others' }),
  };
  const held = (each: Group) => alerts.filter((alert) => each === 'all' || groupOf(alert) === each);
  const groups = (Object.keys(names) as Group[]).filter((each) => each === 'all' || held(each).length > 0);
  const rows = held(groups.includes(group) ? group : 'all');
  return (
    <section>
      <header className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line px-5 py-1 max-tablet:px-4">
        <h2 className="text-sm font-strong">
          <Trans>Stuck in the team, the longest first</Trans>
        </h2>
        {alerts.length > 0 && (
          <span className="ml-auto">
            <Segmented<Group>
              label={t`What is stuck`}
              value={group}
              onChange={setGroup}
              choices={groups.map((id) => ({ id, name: names[id], count: count(held(id).length) }))}
            />
          </span>
        )}
      </header>
      {list.isPending && <SkeletonRows rows={6} />}
      {list.isError && (
        <PartError
          title={<Trans>This part was not loaded</Trans>}
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isSuccess && rows.length === 0 && (
        <p className="border-b border-line px-5 py-3 text-ink-3 max-tablet:px-4">
          <Trans>Nothing is stuck.</Trans>
        </p>
      )}
      <ul>
        {rows.slice(0, SHOWN).map((alert) => (
          <LineRow key={alert.id} line={lineOf('alerts', alert)} />
        ))}
      </ul>
      {rows.length > SHOWN && (
        <p className="px-5 py-2 text-xs text-ink-3 max-tablet:px-4">
          <Trans>{count(rows.length - SHOWN)} more.</Trans>{' '}
          <Counted kind="alerts" of={of}>
            <Trans>All of them</Trans>
          </Counted>
        </p>
      )}
    </section>
  );
}
