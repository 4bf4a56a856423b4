import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { count, moneyShort, percent } from '@/shared/format';
import { Counted, type ListKind, type Narrowing, countQuery, queryOf, useMayList } from '@/shared/lists';
import { usePreferences } from '@/shared/preferences';
import { Bone } from '@/shared/ui/skeleton';
import { boardQuery, customersQuery, endedOf, handlingQuery, startOf } from './queries';

interface Props {
  from: string;
  team: string | undefined;
}

/** The figures of the time looked at; each opens its records. */
export function Figures({ from, team }: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const reads = useMayList();
  const start = startOf(from, zone);
  const calls = { ...(team && { team_id: team }), 'started_at.gte': start };
  const reached = { ...calls, reached: 'true' };
  const ended = endedOf('completed', start, team);
  const made = useQuery({ ...countQuery('calls', queryOf(calls)), enabled: reads('calls') });
  const connected = useQuery({ ...countQuery('calls', queryOf(reached)), enabled: reads('calls') });
  const completed = useQuery({ ...countQuery('opportunities', queryOf(ended)), enabled: reads('opportunities') });
  const board = useQuery({ ...boardQuery(team), enabled: reads('opportunities') });
  const handling = useQuery({ ...handlingQuery(from), enabled: reads('complaints') });
  const customers = useQuery({ ...customersQuery, enabled: reads('customers') });
  const open = (board.data?.columns ?? []).reduce((sum, column) => sum + Number(column.base_sum.amount), 0);
  const openCount = (board.data?.columns ?? []).reduce((sum, column) => sum + column.count, 0);
  const expected = customers.data?.expected_annual_sales;
  return (
    <div className="flex flex-wrap border-b border-line [&>*]:min-w-40 [&>*]:flex-1 [&>*]:border-r [&>*]:border-line [&>*:last-child]:border-r-0">
      {reads('calls') && (
        <Tile name={t({ context: 'lists', message: 'Calls' })} kind="calls" of={calls} query={made}>
          {(value) => count(value)}
        </Tile>
      )}
      {reads('calls') && (
        <Tile
          name={t`Connected`}
          kind="calls"
          of={reached}
          query={connected}
          note={made.data ? percent((connected.data ?? 0) / made.data, 1) : ''}
        >
          {(value) => count(value)}
        </Tile>
      )}
      {reads('opportunities') && (
        <Tile
          name={t`Open sales`}
          kind="opportunities"
          of={{ ...(team && { team_id: team }), outcome: 'open' }}
          query={board}
          note={count(openCount)}
        >
          {(value) => moneyShort({ amount: open.toFixed(2), currency: value.base_currency })}
        </Tile>
      )}
      {reads('opportunities') && (
        <Tile name={t`Sales completed`} kind="opportunities" of={ended} query={completed}>
          {(value) => count(value)}
        </Tile>
      )}
      {reads('complaints') && (
        <Tile
          name={t`Complaints solved in time`}
          kind="complaints"
          of={handling.data?.in_time.query ?? ''}
          query={handling}
          note={handling.data && `${count(handling.data.in_time.count)} / ${count(handling.data.resolved.count)}`}
        >
          {(value) => (value.rate === null ? '—' : percent(Number(value.rate), 1))}
        </Tile>
      )}
      {reads('customers') && (
        <Tile
          name={t`Customers`}
          kind="customers"
          of={{}}
          query={customers}
          note={expected && t`${moneyShort(expected)} a year`}
        >
          {(value) => (value.customers === null ? t`over 10,000` : count(value.customers))}
        </Tile>
      )}
    </div>
  );
}

interface TileProps<Data> {
  name: string;
  kind: ListKind;
  of: Narrowing | string;
  query: { data: Data | undefined; isError: boolean };
  note?: ReactNode;
  children: (data: Data) => ReactNode;
}

function Tile<Data>({ name, kind, of, query, note, children }: TileProps<Data>) {
  return (
    <Counted
      kind={kind}
      of={of}
      className="block px-4 py-2.5 text-ink no-underline hover:bg-hover focus-visible:ring-focus-inside"
    >
      <span className="block truncate text-xs text-ink-3">{name}</span>
      <span className="text-2xl font-strong">
        {query.data !== undefined ? (
          children(query.data)
        ) : query.isError ? (
          <span className="text-sm font-normal text-ink-3">
            <Trans>not loaded</Trans>
          </span>
        ) : (
          <Bone width="60px" />
        )}
      </span>{' '}
      {query.data !== undefined && note && <span className="text-xs text-ink-3">{note}</span>}
    </Counted>
  );
}
