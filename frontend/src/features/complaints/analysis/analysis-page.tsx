import type { Cut } from '@/shared/addresses/complaints';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChartNoAxesColumn, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { count, figure, percent, title } from '@/shared/format';
import {
  complaintStateLabels,
  label,
  options,
  priorityLabels,
  rootCauseLabels,
  satisfactionLabels,
} from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { addDays, dayIn, monthText, useMinute } from '@/shared/time';
import { workText } from '@/shared/time/work';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Bar } from '@/shared/ui/values/figures';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { Select } from '@/shared/ui/forms/select';
import { Bone, Skeleton } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { LineTable } from '@/shared/ui/lists/line-table';
import {
  causesQuery,
  departmentsQuery,
  handlingQuery,
  marketsQuery,
  monthsQuery,
  productsQuery,
  repeatsQuery,
  satisfactionQuery,
  stagesQuery,
} from './queries';

interface Props {
  cut: Cut;
  onCut: (cut: Cut) => void;
}

type Span = '30' | '90' | '365' | 'all';
const ANY = 'any';

/** Why customers complain and how it is handled; every figure opens the complaints it counted (CR-27, MC-20). */
export function AnalysisPage({ cut, onCut }: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const spanOf = (): Span => {
    for (const days of ['30', '90', '365'] as const) if (cut.from === addDays(today, -Number(days))) return days;
    return 'all';
  };
  const { from: _, to: __, ...rest } = cut;
  const causes = useQuery(causesQuery(cut));
  const months = useQuery(monthsQuery(cut));
  const stages = useQuery(stagesQuery(cut));
  const satisfaction = useQuery(satisfactionQuery(cut));
  const products = useQuery(productsQuery(cut));
  const departments = useQuery(departmentsQuery(cut));
  const markets = useQuery(marketsQuery(cut));
  const { priority, ...others } = cut;
  const narrowed = (['product_id', 'department_id', 'market_id'] as const).filter((name) => cut[name] !== undefined);
  return (
    <>
      <PanelHeader
        tab={t`Analysis of complaints`}
        title={
          <nav aria-label={t`Where this is`} className="flex items-center gap-1.5">
            <Link to="/complaints" className="font-normal no-underline hover:underline">
              <Trans>Complaints</Trans>
            </Link>
            <ChevronRight className="icon-xs text-ink-3" aria-hidden />
            <Trans>Root causes</Trans>
          </nav>
        }
      />
      <Strip className="overflow-x-auto">
        <Segmented<Span>
          label={t`Registered in the last`}
          value={spanOf()}
          onChange={(span) => onCut(span === 'all' ? rest : { ...rest, from: addDays(today, -Number(span)) })}
          choices={[
            { id: '30', name: t`30 days` },
            { id: '90', name: t`90 days` },
            { id: '365', name: t`365 days` },
            { id: 'all', name: t`Ever` },
          ]}
        />
        <Select
          className="w-36"
          size="sm"
          label={t`Priority`}
          hidesLabel
          choices={[{ id: ANY, name: t`Any priority` }, ...options(priorityLabels)]}
          value={priority ?? ANY}
          onChange={(id) => onCut(id === ANY ? others : { ...others, priority: id })}
        />
        {narrowed.length > 0 && (
          <Button
            size="sm"
            onPress={() => onCut({ ...(cut.from && { from: cut.from }), ...(priority && { priority }) })}
          >
            <Trans>Without the narrowing below</Trans>
          </Button>
        )}
      </Strip>
      <div className="min-h-0 flex-1 overflow-auto">
        <Figures cut={cut} />
        {causes.data?.all.count === 0 ? (
          <Empty className="py-14" icon={ChartNoAxesColumn} title={<Trans>No complaint in this time</Trans>}>
            <Trans>Choose a longer time above.</Trans>
          </Empty>
        ) : (
          <div className="grid grid-cols-1 laptop:grid-cols-2">
            <Panel title={<Trans>Root causes</Trans>} query={causes} className="laptop:col-span-2">
              {(data) => (
                <Pareto
                  rows={data.items.map((item) => ({
                    id: item.category,
                    name: label(rootCauseLabels, item.category),
                    count: item.count,
                    query: item.query,
                    share: Number(item.share),
                    together: Number(item.cumulative_share),
                  }))}
                  without={data.without_category}
                />
              )}
            </Panel>
            <Panel title={<Trans>By month</Trans>} query={months}>
              {(data) => <Months items={data.items} />}
            </Panel>
            <Panel title={<Trans>Time in each state</Trans>} query={stages}>
              {(data) => (
                <Table head={[t`State`, t`Complaints`, t`Half within`, t`Nine in ten within`]}>
                  {data.items.map((item) => (
                    <tr key={item.state}>
                      <Cell isHead>{label(complaintStateLabels, item.state)}</Cell>
                      <Cell>
                        <Opens query={item.query}>{count(item.count)}</Opens>
                      </Cell>
                      <Cell>{workText(item.working.median)}</Cell>
                      <Cell>{workText(item.working.p90)}</Cell>
                    </tr>
                  ))}
                </Table>
              )}
            </Panel>
            <Panel title={<Trans>By product</Trans>} query={products}>
              {(data) => <Groups groups={data} onNarrow={(product_id) => onCut({ ...cut, product_id })} />}
            </Panel>
            <Panel title={<Trans>By department</Trans>} query={departments}>
              {(data) => <Groups groups={data} onNarrow={(department_id) => onCut({ ...cut, department_id })} />}
            </Panel>
            <Panel title={<Trans>By market</Trans>} query={markets}>
              {(data) => <Groups groups={data} onNarrow={(market_id) => onCut({ ...cut, market_id })} />}
            </Panel>
            <Panel
              title={<Trans>Satisfaction afterwards</Trans>}
              query={satisfaction}
              note={(data) => (
                <Opens query={data.scored.query}>
                  <Plural value={data.scored.count} one="# complaint" other="# complaints" />
                </Opens>
              )}
            >
              {(data) => (
                <ul className="flex flex-col gap-2">
                  {(Object.keys(satisfactionLabels) as (keyof typeof satisfactionLabels)[]).map((score) => {
                    const average = data.averages[score];
                    return (
                      <li key={score} className="grid grid-cols-[130px_minmax(0,1fr)_64px] items-center gap-3">
                        <span>{label(satisfactionLabels, score)}</span>
                        <Bar
                          share={average === null ? 0 : Number(average) / 5}
                          label={label(satisfactionLabels, score)}
                        />
                        <span className="text-right">
                          {average !== null && (
                            <>
                              <b>{figure(Number(average), 2)}</b> <span className="text-ink-3">/ 5</span>
                            </>
                          )}
                        </span>
                      </li>
                    );
                  })}
                </ul>
              )}
            </Panel>
          </div>
        )}
      </div>
    </>
  );
}

/** A figure that opens the complaints it counted. */
function Opens({ query, children }: { query: string; children: ReactNode }) {
  return (
    <Link to="/complaints" search={{ view: 'all', figure: query }}>
      {children}
    </Link>
  );
}

function Figures({ cut }: { cut: Cut }) {
  const handling = useQuery(handlingQuery(cut));
  const repeats = useQuery(repeatsQuery(cut));
  const failed = handling.error ?? repeats.error;
  return (
    <div className="flex min-h-19 flex-wrap border-b border-line">
      {failed && (
        <PartError
          title={<Trans>The figures were not loaded</Trans>}
          error={failed}
          onRetry={() => {
            void handling.refetch();
            void repeats.refetch();
          }}
        />
      )}
      {handling.data && (
        <>
          <Big name={<Trans>Complaints</Trans>} query={handling.data.all.query}>
            {count(handling.data.all.count)}
          </Big>
          <Big
            name={<Trans>Solved in time</Trans>}
            query={handling.data.in_time.query}
            note={
              <>
                {count(handling.data.in_time.count)} / {count(handling.data.resolved.count)}
              </>
            }
          >
            {handling.data.rate === null ? '—' : percent(Number(handling.data.rate), 1)}
          </Big>
          <Big name={<Trans>Solved late</Trans>} query={handling.data.late.query}>
            {count(handling.data.late.count)}
          </Big>
        </>
      )}
      {repeats.data && (
        <Big
          name={<Trans>Repeats within 90 days</Trans>}
          query={repeats.data.repeats.query}
          note={count(repeats.data.repeats.count)}
        >
          {repeats.data.rate === null ? '—' : percent(Number(repeats.data.rate), 1)}
        </Big>
      )}
    </div>
  );
}

function Big({
  name,
  query,
  note,
  children,
}: {
  name: ReactNode;
  query: string;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Link
      to="/complaints"
      search={{ view: 'all', figure: query }}
      className="min-w-40 flex-1 border-r border-line px-4 py-2.5 text-ink no-underline last:border-r-0 hover:bg-hover focus-visible:ring-focus-inside"
    >
      <span className="block text-xs text-ink-3">{name}</span>
      <span className="text-2xl font-strong">{children}</span>{' '}
      {note !== undefined && <span className="text-xs text-ink-3">{note}</span>}
    </Link>
  );
}

interface PanelProps<Data> {
  title: ReactNode;
  note?: (data: Data) => ReactNode;
  query: UseQueryResult<Data>;
  className?: string;
  children: (data: Data) => ReactNode;
}

function Panel<Data>({ title: heading, note, query, className = '', children }: PanelProps<Data>) {
  return (
    <section className={`border-b border-line px-4 py-3 laptop:odd:border-r ${className}`}>
      <h2 className="mb-2 flex items-baseline gap-2 text-sm">
        {heading}
        <span className="text-xs font-normal text-ink-3">{query.data !== undefined && note?.(query.data)}</span>
      </h2>
      {query.isPending && (
        <Skeleton>
          {[80, 62, 48, 30].map((width) => (
            <Bone key={width} width={`${width}%`} className="mb-3" />
          ))}
        </Skeleton>
      )}
      {query.isError && (
        <PartError
          className="px-0!"
          title={<Trans>This part was not loaded</Trans>}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.isSuccess && children(query.data)}
    </section>
  );
}

interface ParetoRow {
  id: string;
  name: string;
  count: number;
  query: string;
  share: number;
  together: number;
}

/** The Pareto as bars with their table: how often, which share, and which share together with the more frequent ones. */
function Pareto({ rows, without }: { rows: readonly ParetoRow[]; without: { count: number; query: string } }) {
  const { t } = useLingui();
  const most = Math.max(1, ...rows.map((row) => row.count));
  return (
    <>
      <LineTable label={t`Root causes`}>
        <thead>
          <tr className="text-xs text-ink-3">
            <th className="pb-1 text-left font-normal">
              <Trans>Root cause</Trans>
            </th>
            <th className="pb-1 text-left font-normal" aria-label={t`Bar`} />
            <th className="pb-1 pl-3 text-right font-normal whitespace-nowrap">
              <Trans>Complaints</Trans>
            </th>
            <th className="pb-1 pl-3 text-right font-normal">
              <Trans context="complaints">Share</Trans>
            </th>
            <th className="pb-1 pl-3 text-right font-normal whitespace-nowrap">
              <Trans context="share">Together</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row" className="w-44 py-1 pr-3 text-left font-normal whitespace-nowrap">
                {row.name}
              </th>
              <td className="w-full min-w-30 py-1" aria-label={percent(row.share, 1)}>
                <span aria-hidden className="relative block h-4.5 flex-1 rounded-[2px] bg-surface-3">
                  <span
                    className={`absolute inset-y-0 left-0 rounded-[2px] ${row.together - row.share < 0.8 ? 'bg-c1' : 'bg-q2'}`}
                    style={{ width: `${(row.count / most) * 100}%` }}
                  />
                  <span className="absolute inset-y-0 w-0.5 bg-c2" style={{ left: `${row.together * 100}%` }} />
                </span>
              </td>
              <td className="py-1 pl-3 text-right">
                <Opens query={row.query}>{count(row.count)}</Opens>
              </td>
              <td className="py-1 pl-3 text-right">{percent(row.share, 1)}</td>
              <td className="py-1 pl-3 text-right">{percent(row.together, 1)}</td>
            </tr>
          ))}
          <tr className="text-ink-3">
            <th scope="row" className="py-1 pr-3 text-left font-normal">
              <Trans>Not known yet</Trans>
            </th>
            <td className="py-1" aria-label={t`Not counted in the shares`} />
            <td className="py-1 pl-3 text-right">
              <Opens query={without.query}>{count(without.count)}</Opens>
            </td>
            <td className="py-1" colSpan={2} aria-label={t`Not counted in the shares`} />
          </tr>
        </tbody>
      </LineTable>
      <p className="mt-1.5 text-xs text-ink-3">
        <Trans>
          Bars in full colour: the causes that make up four fifths. The orange mark: the share together with those
          above.
        </Trans>
      </p>
    </>
  );
}

function Months({ items }: { items: readonly { month: string; count: number; query: string }[] }) {
  const most = Math.max(1, ...items.map((item) => item.count));
  return (
    <ul className="flex flex-col gap-1.5">
      {items.slice(-12).map((item) => (
        <li key={item.month} className="grid grid-cols-[110px_minmax(0,1fr)_36px] items-center gap-3">
          <span className="date">{monthText(`${item.month}-01`)}</span>
          <span aria-hidden className="block h-3 rounded-[2px] bg-surface-3">
            <span className="block h-full rounded-[2px] bg-c1" style={{ width: `${(item.count / most) * 100}%` }} />
          </span>
          <span className="text-right">
            <Opens query={item.query}>{count(item.count)}</Opens>
          </span>
        </li>
      ))}
    </ul>
  );
}

interface GroupData {
  none: { count: number; query: string };
  items: readonly { id: string; name: string; name_zh: string; count: number; query: string }[];
}

function Groups({ groups, onNarrow }: { groups: GroupData; onNarrow: (id: string) => void }) {
  const { t } = useLingui();
  const most = Math.max(1, ...groups.items.map((item) => item.count));
  return (
    <ul className="flex flex-col gap-1.5">
      {groups.items.slice(0, 10).map((item) => (
        <li key={item.id} className="grid grid-cols-[150px_minmax(0,1fr)_36px] items-center gap-3">
          <button
            type="button"
            title={t`Look at these alone`}
            className="cursor-default truncate text-left hover:underline"
            onClick={() => onNarrow(item.id)}
          >
            {title(item)}
          </button>
          <span aria-hidden className="block h-3 rounded-[2px] bg-surface-3">
            <span className="block h-full rounded-[2px] bg-c1" style={{ width: `${(item.count / most) * 100}%` }} />
          </span>
          <span className="text-right">
            <Opens query={item.query}>{count(item.count)}</Opens>
          </span>
        </li>
      ))}
      {groups.none.count > 0 && (
        <li className="grid grid-cols-[150px_minmax(0,1fr)_36px] items-center gap-3 text-ink-3">
          <span>
            <Trans>none</Trans>
          </span>
          <span />
          <span className="text-right">
            <Opens query={groups.none.query}>{count(groups.none.count)}</Opens>
          </span>
        </li>
      )}
    </ul>
  );
}

function Table({ head, children }: { head: readonly string[]; children: ReactNode }) {
  return (
    <table className="w-full border-separate border-spacing-0">
      <thead>
        <tr>
          {head.map((name, index) => (
            <th
              key={name}
              className={`pb-1 text-xs font-normal text-ink-3 ${index === 0 ? 'text-left' : 'pl-3 text-right'}`}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function Cell({ isHead = false, children }: { isHead?: boolean; children: ReactNode }) {
  return isHead ? (
    <th scope="row" className="border-t border-line py-1 text-left font-normal">
      {children}
    </th>
  ) : (
    <td className="border-t border-line py-1 pl-3 text-right whitespace-nowrap">{children}</td>
  );
}
