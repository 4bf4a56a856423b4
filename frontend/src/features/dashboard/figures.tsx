import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowRight, ArrowUp, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { change, count, moneyShort, percent } from '@/shared/format';
import { Counted, type ListKind, type Narrowing, countQuery, queryOf, useMayList } from '@/shared/lists';
import { usePreferences } from '@/shared/preferences';
import { addDays, daysBetween } from '@/shared/time';
import { cx } from '@/shared/ui/cx';
import { Bone } from '@/shared/ui/feedback/skeleton';
import { CALL_DAYS, boardQuery, callDaysQuery, customersQuery, endedOf, handlingQuery, startOf } from './queries';

interface Props {
  from: string;
  today: string;
  team: string | undefined;
}

/** The figures of the time looked at, each beside the same stretch before it; each opens its records. */
export function Figures({ from, today, team }: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const reads = useMayList();
  const start = startOf(from, zone);
  const before = addDays(from, -daysBetween(from, today));
  const calls = { ...(team && { team_id: team }), 'started_at.gte': start };
  const reached = { ...calls, reached: 'true' };
  const ended = endedOf('completed', start, team);
  const counted = (kind: ListKind, of: Narrowing) => ({ ...countQuery(kind, queryOf(of)), enabled: reads(kind) });
  const days = useQuery({ ...callDaysQuery(before, today, zone, team), enabled: reads('calls') });
  const sumOf = (part: 'calls' | 'reached', isEarlier = false) =>
    days.data?.reduce((total, day) => (day.day < from === isEarlier ? total + day[part] : total), 0);
  const [made, connected] = [sumOf('calls'), sumOf('reached')];
  const [madeBefore, connectedBefore] = [sumOf('calls', true), sumOf('reached', true)];
  const completed = useQuery(counted('opportunities', ended));
  const completedBefore = useQuery(counted('opportunities', endedOf('completed', startOf(before, zone), team, start)));
  const board = useQuery({ ...boardQuery(team), enabled: reads('opportunities') });
  const handling = useQuery({ ...handlingQuery(from), enabled: reads('complaints') });
  const handlingBefore = useQuery({ ...handlingQuery(before, addDays(from, -1)), enabled: reads('complaints') });
  const customers = useQuery({ ...customersQuery, enabled: reads('customers') });
  const course = (part: 'calls' | 'reached') => days.data?.slice(-CALL_DAYS).map((day) => day[part]) ?? [];
  const columns = board.data?.columns ?? [];
  const sum = (part: 'base_sum' | 'weighted_sum') =>
    columns.reduce((total, column) => total + Number(column[part].amount), 0);
  const openCount = columns.reduce((total, column) => total + column.count, 0);
  const expected = customers.data?.expected_annual_sales;
  const weighted =
    board.data && moneyShort({ amount: sum('weighted_sum').toFixed(2), currency: board.data.base_currency });
  return (
    <div className="flex flex-wrap overflow-hidden border-b border-line [&>*]:-mb-px [&>*]:min-w-40 [&>*]:flex-1 [&>*]:border-r [&>*]:border-b [&>*]:border-line [&>*:last-child]:border-r-0">
      {reads('calls') && (
        <Tile
          name={t({ context: 'lists', message: 'Calls' })}
          kind="calls"
          of={calls}
          query={{ data: made, isError: days.isError }}
          foot={<Delta now={made} before={madeBefore} by="share" />}
          course={course('calls')}
        >
          {(value) => count(value)}
        </Tile>
      )}
      {reads('calls') && (
        <Tile
          name={t`Connected`}
          kind="calls"
          of={reached}
          query={{ data: connected, isError: days.isError }}
          note={made ? percent((connected ?? 0) / made, 1) : ''}
          foot={<Delta now={rate(connected, made)} before={rate(connectedBefore, madeBefore)} by="points" />}
          course={course('reached')}
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
          foot={weighted && <Trans>weighted {weighted}</Trans>}
        >
          {(value) => moneyShort({ amount: sum('base_sum').toFixed(2), currency: value.base_currency })}
        </Tile>
      )}
      {reads('opportunities') && (
        <Tile
          name={t`Sales completed`}
          kind="opportunities"
          of={ended}
          query={completed}
          foot={<Delta now={completed.data} before={completedBefore.data} by="number" />}
        >
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
          foot={<Delta now={shareOf(handling.data?.rate)} before={shareOf(handlingBefore.data?.rate)} by="points" />}
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
          foot={expected && t`${moneyShort(expected)} a year`}
        >
          {(value) => (value.customers === null ? t`over 10,000` : count(value.customers))}
        </Tile>
      )}
    </div>
  );
}

const rate = (part: number | undefined, whole: number | undefined) =>
  part === undefined || !whole ? undefined : part / whole;
const shareOf = (text: string | null | undefined) => (text === null || text === undefined ? undefined : Number(text));

interface DeltaProps {
  now: number | undefined;
  before: number | undefined;
  /** What the change is told in: a share of what it was, percentage points, or the number itself. */
  by: 'share' | 'points' | 'number';
}

/** How a figure that is better when higher changed against the stretch before: arrow, figure, and what it is held against. */
function Delta({ now, before, by }: DeltaProps) {
  if (now === undefined || before === undefined || (by === 'share' && before === 0)) return null;
  const by100 = by === 'share' ? ((now - before) / before) * 100 : (now - before) * (by === 'points' ? 100 : 1);
  const size = Math.round(by100 * 10) / 10;
  const Icon = size === 0 ? ArrowRight : size > 0 ? ArrowUp : ArrowDown;
  const text = change(size).replace(/^[+−]/, '');
  return (
    <span className={cx('inline-flex items-center gap-0.5', size > 0 ? 'text-ok-ink' : size < 0 ? 'text-bad-ink' : '')}>
      <Icon className="icon-xs" aria-hidden />
      {size === 0 ? (
        <Trans context="figure">unchanged</Trans>
      ) : by === 'points' ? (
        <Trans>{text} points</Trans>
      ) : by === 'share' ? (
        `${text}%`
      ) : (
        text
      )}
      <span className="sr-only">{size > 0 ? <Trans>more than before</Trans> : <Trans>less than before</Trans>}</span>
    </span>
  );
}

const [WIDE, HIGH] = [60, 20];

/** The last days of a figure as a line: its shape only, the chart below has the numbers. */
function Course({ values }: { values: readonly number[] }) {
  const most = Math.max(...values);
  if (values.length < 2 || most === 0) return null;
  const at = (value: number, index: number) =>
    [(index / (values.length - 1)) * (WIDE - 4), HIGH - 3 - (value / most) * (HIGH - 6)] as const;
  const points = values.map(at);
  const [x, y] = points.at(-1) ?? [0, 0];
  return (
    <svg width={WIDE} height={HIGH} aria-hidden className="ml-auto flex-none overflow-visible">
      <polyline
        points={points.map((point) => point.join(',')).join(' ')}
        className="fill-none stroke-c1"
        strokeWidth="1.5"
      />
      <circle cx={x} cy={y} r="2.5" className="fill-c1" />
    </svg>
  );
}

interface TileProps<Data> {
  name: string;
  kind: ListKind;
  of: Narrowing | string;
  query: { data: Data | undefined; isError: boolean };
  note?: ReactNode;
  /** Below the figure: how it changed, or what belongs to it. */
  foot?: ReactNode;
  course?: readonly number[];
  children: (data: Data) => ReactNode;
}

function Tile<Data>({ name, kind, of, query, note, foot, course = [], children }: TileProps<Data>) {
  return (
    <Counted
      kind={kind}
      of={of}
      className="group block px-4 py-2.5 text-ink no-underline hover:bg-hover focus-visible:ring-focus-inside"
    >
      <span className="flex items-center justify-between gap-1 text-xs text-ink-3">
        <span className="truncate">{name}</span>
        <ChevronRight className="icon-xs flex-none" aria-hidden />
      </span>
      <span className="block whitespace-nowrap">
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
      </span>
      <span className="flex h-5 items-center gap-2 text-xs text-ink-3">
        <span className="truncate">{foot}</span>
        <Course values={course} />
      </span>
    </Counted>
  );
}
