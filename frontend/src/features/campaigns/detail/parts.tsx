import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { CampaignCustomer } from '@/api';
import { useNames } from '@/shared/directory';
import { count } from '@/shared/format';
import { intentLabels, label } from '@/shared/labels';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { GradeMark } from '@/shared/ui/values/marks';
import { Section } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { callersQuery, customersQuery } from '../queries';

/** The customers that the campaign took in, each with the calls made to it for the campaign. */
export function CustomersPart({ id }: { id: string }) {
  const list = useInfiniteQuery(customersQuery(id));
  const rows = list.data?.rows ?? [];
  return (
    <Section isMain title={<Trans>Customers</Trans>}>
      {list.isPending && <SkeletonRows rows={4} />}
      {list.isError && (
        <PartError
          title={<Trans>The customers were not loaded</Trans>}
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isSuccess && rows.length === 0 && (
        <p className="text-ink-3">
          <Trans>None of them is yours to see.</Trans>
        </p>
      )}
      <ul>
        {rows.map((row) => (
          <Customer key={row.id} row={row} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button className="mt-2" isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
          <Trans>More</Trans>
        </Button>
      )}
    </Section>
  );
}

function Customer({ row }: { row: CampaignCustomer }) {
  const nameOf = useNames();
  return (
    <li className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1 last:border-0">
      <GradeMark grade={row.grade} />
      <RecordLink kind="customer" id={row.customer_id} className="min-w-0 flex-1 basis-40 truncate">
        {row.customer_name}
      </RecordLink>
      <span className="w-24 truncate text-xs text-ink-3 max-phone:w-auto">{nameOf(row.owner_id, row.owner_name)}</span>
      <span className="w-18 max-phone:w-auto">
        {row.interested ? (
          <Badge tone="ok">
            <Trans context="campaign step">Interested</Trans>
          </Badge>
        ) : row.reached ? (
          <Badge tone="info">
            <Trans context="campaign step">Reached</Trans>
          </Badge>
        ) : null}
      </span>
      <span className="w-14 text-xs text-ink-3">{label(intentLabels, row.intent_level)}</span>
      <span className="w-20 text-right text-xs">
        {row.calls > 0 ? (
          <Plural value={row.calls} one="# call" other="# calls" />
        ) : (
          <span className="text-ink-3">
            <Trans>Not called</Trans>
          </span>
        )}
      </span>
      {row.last_call_at && <MyTime at={row.last_call_at} className="text-xs text-ink-3" />}
    </li>
  );
}

const HEAD = 'h-6 text-xs font-normal text-ink-3';

/** Who called, and what came of it. */
export function CallersPart({ id }: { id: string }) {
  const nameOf = useNames();
  const { t } = useLingui();
  const callers = useQuery(callersQuery(id)).data ?? [];
  if (callers.length === 0) return null;
  return (
    <Section title={<Trans>Who called</Trans>}>
      <table className="w-full" aria-label={t`Who called`}>
        <thead>
          <tr>
            <th className={`${HEAD} text-left`}>
              <Trans>Person</Trans>
            </th>
            <th className={`${HEAD} text-right`}>
              <Trans>Calls</Trans>
            </th>
            <th className={`${HEAD} text-right`}>
              <Trans context="campaign step">Reached</Trans>
            </th>
            <th className={`${HEAD} text-right`}>
              <Trans context="campaign step">Interested</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {callers.map((row) => (
            <tr key={row.user_id}>
              <th scope="row" className="h-7 text-left font-normal">
                {nameOf(row.user_id, row.user_name)}
              </th>
              <td className="text-right">{count(row.calls)}</td>
              <td className="text-right">{count(row.reached)}</td>
              <td className="text-right font-strong">{count(row.interested)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
