import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { count, moneyShort, percent, shortFigure } from '@/shared/format';
import { label, opportunityStateLabels, rootCauseLabels, stageLabels } from '@/shared/labels';
import { Counted, useMayList } from '@/shared/lists';
import { usePreferences } from '@/shared/preferences';
import { addDays, dateText, dayIn, monthText, useMinute } from '@/shared/time';
import { Segmented } from '@/shared/ui/actions/segmented';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { ChartPanel, Twin } from './chart-panel';
import type { Bars as BarsOf } from './charts';
import { FunnelBars } from './funnel-bars';
import { byMonth } from './months';
import {
  CALL_DAYS,
  boardQuery,
  callDaysQuery,
  callsOf,
  causesQuery,
  endedOf,
  endedQuery,
  funnelQuery,
  monthsQuery,
  startOf,
} from './queries';
import { Figures } from './figures';
import { useOpen } from './use-open';

/** The library of the charts is the heaviest of all: it comes once the figures stand. */
const Bars = lazy(() => import('./charts').then((module) => ({ default: module.Bars }))) as typeof BarsOf;
const Pareto = lazy(() => import('./charts').then((module) => ({ default: module.Pareto })));
const TodayChart = lazy(() => import('./today').then((module) => ({ default: module.TodayChart })));
const TeamToday = lazy(() => import('./today').then((module) => ({ default: module.TeamToday })));
const TeamSelect = lazy(() => import('./team-select').then((module) => ({ default: module.TeamSelect })));

export type Span = '30' | '90' | '365';
const CAUSES = 6;

interface Props {
  span: Span;
  team: string | undefined;
  onChange: (choice: { span: Span; team: string | undefined }) => void;
}

/** How calls, sales and complaints go; every mark opens its records and every chart has its table. */
export function DashboardPage({ span, team, onChange }: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const now = useMinute();
  const today = dayIn(now, zone);
  const from = addDays(today, -Number(span));
  const reads = useMayList();
  const readsDay = reads('calls') && reads('planned');
  return (
    <>
      <PanelHeader
        title={t`Dashboard`}
        actions={
          <Suspense fallback={<span className="w-44" />}>
            <TeamSelect team={team} onTeam={(id) => onChange({ span, team: id })} />
          </Suspense>
        }
      />
      <Strip className="overflow-x-auto">
        <Segmented<Span>
          label={t`The last`}
          value={span}
          onChange={(id) => onChange({ span: id, team })}
          choices={[
            { id: '30', name: t`30 days` },
            { id: '90', name: t`90 days` },
            { id: '365', name: t`365 days` },
          ]}
        />
        <span className="date text-xs text-ink-3">
          {dateText(from, now, zone)} – {dateText(today, now, zone)}
        </span>
        <span className="ml-auto text-xs whitespace-nowrap text-ink-3 max-tablet:hidden">
          <Trans>Arrows: against the {span} days before</Trans>
        </span>
      </Strip>
      <div className="min-h-0 flex-1 overflow-auto">
        <Figures from={from} today={today} team={team} />
        <div className="grid grid-cols-1 laptop:grid-cols-2 laptop:[&>*:nth-child(odd)]:border-r">
          <Suspense fallback={<div className="h-70 border-b border-line" />}>
            {readsDay && <TodayChart today={today} team={team} />}
            {reads('opportunities') && <FunnelChart from={from} team={team} />}
            {readsDay && <TeamToday today={today} team={team} onTeam={(id) => onChange({ span, team: id })} />}
            {reads('complaints') && <CausesChart from={from} />}
          </Suspense>
          {reads('calls') && <CallsChart today={today} team={team} />}
          {reads('opportunities') && <PipelineChart team={team} />}
          {reads('opportunities') && <EndedChart from={from} today={today} team={team} />}
          {reads('complaints') && <MonthsChart from={from} />}
        </div>
      </div>
    </>
  );
}

interface OfTeam {
  team: string | undefined;
}

function CallsChart({ today, team }: OfTeam & { today: string }) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const now = useMinute();
  const open = useOpen();
  const calls = useQuery(callDaysQuery(addDays(today, 1 - CALL_DAYS), today, zone, team));
  const rows = (calls.data ?? []).map(({ day, calls: made, reached }) => ({
    id: day,
    name: dateText(day, now, zone, { narrow: true }),
    made,
    reached,
  }));
  const name = t`Calls by day`;
  return (
    <ChartPanel
      title={name}
      note={t`the last ${CALL_DAYS} days`}
      queries={[calls]}
      legend={[
        { name: t`Dialled`, className: 'bg-c1' },
        { name: t`Connected`, className: 'bg-c2' },
      ]}
      chart={
        <Bars
          label={name}
          rows={rows}
          series={[
            { key: 'made', name: t`Dialled`, color: 'var(--c1)' },
            { key: 'reached', name: t`Connected`, color: 'var(--c2)' },
          ]}
          onOpen={(row, series) => open('calls', callsOf(row.id, zone, team, series === 'reached'))}
        />
      }
      table={
        <Twin
          label={name}
          head={[t`Day`, t`Dialled`, t`Connected`, t`Connection rate`]}
          rows={rows.map((row) => ({
            id: row.id,
            cells: [
              row.name,
              <Counted key="made" kind="calls" of={callsOf(row.id, zone, team, false)}>
                {count(row.made)}
              </Counted>,
              <Counted key="reached" kind="calls" of={callsOf(row.id, zone, team, true)}>
                {count(row.reached)}
              </Counted>,
              row.made > 0 ? percent(row.reached / row.made, 1) : '—',
            ],
          }))}
        />
      }
    />
  );
}

function FunnelChart({ from, team }: OfTeam & { from: string }) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const funnel = useQuery(funnelQuery(from, team));
  const steps = funnel.data?.steps ?? [];
  const opened = { ...(team && { team_id: team }), 'created_at.gte': startOf(from, zone) };
  const name = t`Funnel`;
  return (
    <ChartPanel
      title={name}
      note={t`opened in this time, by the stages they entered`}
      queries={[funnel]}
      chart={<FunnelBars steps={steps} of={opened} />}
      table={
        <Twin
          label={name}
          head={[
            t`Stage`,
            t({ context: 'funnel', message: 'Entered' }),
            t`Went on`,
            t`Conversion`,
            t`There now`,
            t`Lost`,
          ]}
          rows={steps.map((step) => ({
            id: step.state,
            cells: [
              label(opportunityStateLabels, step.state),
              count(step.entered),
              count(step.converted),
              step.conversion === null ? '—' : percent(step.conversion, 1),
              step.state === 'completed' ? (
                count(step.here)
              ) : (
                <Counted key="here" kind="opportunities" of={{ ...opened, stage: step.state, outcome: 'open' }}>
                  {count(step.here)}
                </Counted>
              ),
              count(step.lost),
            ],
          }))}
        />
      }
    />
  );
}

function PipelineChart({ team }: OfTeam) {
  const { t } = useLingui();
  const open = useOpen();
  const board = useQuery(boardQuery(team));
  const columns = board.data?.columns ?? [];
  const currency = board.data?.base_currency ?? '';
  const of = (stage: string) => ({ ...(team && { team_id: team }), stage, outcome: 'open' });
  const rows = columns.map((column) => ({
    id: column.stage,
    name: label(stageLabels, column.stage),
    sum: Number(column.base_sum.amount),
    weighted: Number(column.weighted_sum.amount),
    column,
  }));
  const name = t`Open sales by stage`;
  return (
    <ChartPanel
      title={name}
      note={currency}
      queries={[board]}
      legend={[
        { name: t`Amount`, className: 'bg-c1' },
        { name: t`Weighted by chance`, className: 'bg-c2' },
      ]}
      chart={
        <Bars
          label={name}
          rows={rows}
          format={shortFigure}
          series={[
            { key: 'sum', name: t`Amount`, color: 'var(--c1)' },
            { key: 'weighted', name: t`Weighted by chance`, color: 'var(--c2)' },
          ]}
          onOpen={(row) => open('opportunities', of(row.id))}
        />
      }
      table={
        <Twin
          label={name}
          head={[t`Stage`, t`Sales`, t`Amount`, t`Weighted by chance`]}
          rows={rows.map(({ id, name: stage, column }) => ({
            id,
            cells: [
              stage,
              <Counted key="count" kind="opportunities" of={of(id)}>
                {count(column.count)}
              </Counted>,
              moneyShort(column.base_sum),
              moneyShort(column.weighted_sum),
            ],
          }))}
        />
      }
    />
  );
}

function EndedChart({ from, today, team }: OfTeam & { from: string; today: string }) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const open = useOpen();
  const completed = useQuery(endedQuery('completed', from, zone, team));
  const lost = useQuery(endedQuery('lost', from, zone, team));
  const currency = completed.data?.find((each) => each.base_amount)?.base_amount?.currency ?? '';
  const rows = byMonth(completed.data ?? [], lost.data ?? [], from, today, zone).map((month) => ({
    ...month,
    id: month.month,
    name: monthText(month.month),
  }));
  const of = (outcome: 'completed' | 'lost', row: { month: string; next: string }) =>
    endedOf(outcome, startOf(row.month < from ? from : row.month, zone), team, startOf(row.next, zone));
  const name = t`Sales that ended, by month`;
  return (
    <ChartPanel
      title={name}
      queries={[completed, lost]}
      legend={[
        { name: label(opportunityStateLabels, 'completed'), className: 'bg-c1' },
        { name: label(opportunityStateLabels, 'lost'), className: 'bg-c2' },
      ]}
      chart={
        <Bars
          label={name}
          rows={rows}
          series={[
            { key: 'completed', name: label(opportunityStateLabels, 'completed'), color: 'var(--c1)' },
            { key: 'lost', name: label(opportunityStateLabels, 'lost'), color: 'var(--c2)' },
          ]}
          onOpen={(row, series) => open('opportunities', of(series === 'lost' ? 'lost' : 'completed', row))}
        />
      }
      table={
        <Twin
          label={name}
          head={[
            t`Month`,
            label(opportunityStateLabels, 'completed'),
            t`Amount`,
            label(opportunityStateLabels, 'lost'),
          ]}
          rows={rows.map((row) => ({
            id: row.id,
            cells: [
              row.name,
              <Counted key="completed" kind="opportunities" of={of('completed', row)}>
                {count(row.completed)}
              </Counted>,
              row.amount > 0 ? moneyShort({ amount: row.amount.toFixed(2), currency }) : '—',
              <Counted key="lost" kind="opportunities" of={of('lost', row)}>
                {count(row.lost)}
              </Counted>,
            ],
          }))}
        />
      }
    />
  );
}

function CausesChart({ from }: { from: string }) {
  const { t } = useLingui();
  const open = useOpen();
  const causes = useQuery(causesQuery(from));
  const items = causes.data?.items ?? [];
  const rows = items.map((item) => ({
    id: item.category,
    name: label(rootCauseLabels, item.category),
    count: item.count,
    share: Number(item.share),
    together: Number(item.cumulative_share),
    query: item.query,
  }));
  const name = t`Root causes of complaints`;
  return (
    <ChartPanel
      title={name}
      queries={[causes]}
      legend={[
        { name: t`Complaints`, className: 'bg-c1' },
        { name: t({ context: 'share', message: 'Together' }), className: 'bg-c2' },
      ]}
      chart={<Pareto label={name} rows={rows.slice(0, CAUSES)} onOpen={(row) => open('complaints', row.query)} />}
      table={
        <Twin
          label={name}
          head={[
            t`Root cause`,
            t`Complaints`,
            t({ context: 'complaints', message: 'Share' }),
            t({ context: 'share', message: 'Together' }),
          ]}
          rows={rows.map((row) => ({
            id: row.id,
            cells: [
              row.name,
              <Counted key="count" kind="complaints" of={row.query}>
                {count(row.count)}
              </Counted>,
              percent(row.share, 1),
              percent(row.together, 1),
            ],
          }))}
        />
      }
    />
  );
}

function MonthsChart({ from }: { from: string }) {
  const { t } = useLingui();
  const open = useOpen();
  const months = useQuery(monthsQuery(from));
  const rows = (months.data?.items ?? []).map((item) => ({
    id: item.month,
    name: monthText(item.month),
    count: item.count,
    query: item.query,
  }));
  const name = t`Complaints by month`;
  return (
    <ChartPanel
      title={name}
      queries={[months]}
      chart={
        <Bars
          label={name}
          rows={rows}
          series={[{ key: 'count', name: t`Complaints`, color: 'var(--c1)' }]}
          onOpen={(row) => open('complaints', row.query)}
        />
      }
      table={
        <Twin
          label={name}
          head={[t`Month`, t`Complaints`]}
          rows={rows.map((row) => ({
            id: row.id,
            cells: [
              row.name,
              <Counted key="count" kind="complaints" of={row.query}>
                {count(row.count)}
              </Counted>,
            ],
          }))}
        />
      }
    />
  );
}
