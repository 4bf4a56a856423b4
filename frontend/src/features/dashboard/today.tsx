import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { type ComponentType, lazy, useMemo } from 'react';
import { useNames } from '@/shared/directory';
import { count, percent, title } from '@/shared/format';
import { Counted } from '@/shared/lists';
import { usePreferences } from '@/shared/preferences';
import { type MemberDay, clockHour, hourOf, matrixOf, sumOf, teamDayQuery } from '@/shared/team-day';
import { cityOf, counter, instantOf, timeIn, useMinute, wallTime } from '@/shared/time';
import { Bar } from '@/shared/ui/values/figures';
import { Note } from '@/shared/ui/feedback/note';
import { ChartPanel, Twin } from './chart-panel';
import type { HoursProps } from './charts';
import { startOf, teamsQuery } from './queries';
import { useOpen } from './use-open';

const Hours = lazy(() => import('./charts').then((module) => ({ default: module.Hours as ComponentType<HoursProps> })));

interface Props {
  today: string;
  team: string | undefined;
}

const NOBODY: readonly string[] = [];

function useTeamDay({ today, team }: Props) {
  const { zone } = usePreferences();
  const day = useQuery(teamDayQuery(today, zone, team === undefined ? NOBODY : [team]));
  const members = day.data?.members;
  const matrix = useMemo(() => matrixOf(members ?? [], zone, today), [members, zone, today]);
  return { day, matrix };
}

/** Today by the hour: what is planned for a time, what was dialled, and how many of that were reached. */
export function TodayChart(props: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const now = useMinute();
  const open = useOpen();
  const { day, matrix } = useTeamDay(props);
  const [year = 0, month = 0, date = 0] = props.today.split('-').map(Number);
  const midnight = instantOf({ year, month, day: date, hour: 0, minute: 0 }, zone).getTime();
  const at = (hour: number) => new Date(midnight + hour * 3_600_000).toISOString();
  const of = (hour: number, reached: boolean) => ({
    ...(props.team && { team_id: props.team }),
    'started_at.gte': at(hour),
    'started_at.lt': at(hour + 1),
    ...(reached && { reached: 'true' }),
  });
  const rows = matrix.hours.map((hour) => ({ id: String(hour), name: clockHour(hour), hour, ...hourOf(matrix, hour) }));
  const present = rows.find((row) => row.hour === wallTime(now, zone).hour);
  const name = t`Today’s plan and calls`;
  const sum = (figure: 'planned' | 'dialled' | 'connected') => count(sumOf(matrix.members, figure));
  return (
    <ChartPanel
      title={name}
      note={t`by the hour in ${cityOf(zone)}`}
      queries={[day]}
      legend={[
        { name: t`Planned ${sum('planned')}`, className: 'border border-accent-line bg-accent-soft' },
        { name: t`Dialled ${sum('dialled')}`, className: 'bg-c1' },
        { name: t`Connected ${sum('connected')}`, className: 'bg-c2' },
      ]}
      chart={
        <Hours
          label={name}
          rows={rows}
          now={present && { id: present.id, label: t`now ${timeIn(now, zone)}` }}
          names={{ planned: t`Planned`, dialled: t`Dialled`, connected: t`Connected` }}
          onOpen={(row, part) => open('calls', of(Number(row.id), part === 'connected'))}
        />
      }
      table={
        <Twin
          label={name}
          head={[t`Hour`, t`Planned`, t`Dialled`, t`Connected`, t`Connection rate`]}
          rows={rows.map((row) => ({
            id: row.id,
            cells: [
              row.name,
              count(row.planned),
              <Counted key="dialled" kind="calls" of={of(row.hour, false)}>
                {count(row.dialled)}
              </Counted>,
              <Counted key="connected" kind="calls" of={of(row.hour, true)}>
                {count(row.connected)}
              </Counted>,
              row.dialled > 0 ? percent(row.connected / row.dialled, 1) : '—',
            ],
          }))}
        />
      }
    />
  );
}

/** So many people stand one by one; more stand team by team. */
const ONE_BY_ONE = 12;

interface Group {
  id: string;
  name: string;
  members: readonly MemberDay[];
}

/** The team today: each member, or each team where there are many; every figure opens what it counts. */
export function TeamToday({ onTeam, ...props }: Props & { onTeam: (team: string) => void }) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const nameOf = useNames();
  const { day, matrix } = useTeamDay(props);
  const teams = useQuery(teamsQuery).data ?? [];
  const cap = day.data?.daily_call_cap ?? 0;
  const byTeam = props.team === undefined && matrix.members.length > ONE_BY_ONE;
  const groups: Group[] = byTeam
    ? teams
        .map((each) => ({
          id: each.id,
          name: title(each),
          members: matrix.members.filter((member) => member.team_id === each.id),
        }))
        .filter(({ members }) => members.length > 0)
    : matrix.members.map((member) => ({
        id: member.user_id,
        name: nameOf(member.user_id, member.user_name),
        members: [member],
      }));
  const midnight = startOf(props.today, zone);
  const worst = matrix.members.toSorted((a, b) => b.stuck - a.stuck)[0];
  const cellsOf = ({ members }: Pick<Group, 'members'>) => {
    const ids = members.map((member) => member.user_id);
    const sum = (figure: Parameters<typeof sumOf>[1]) => sumOf(members, figure);
    const calls = { author_id: ids, 'started_at.gte': midnight };
    const planned = { assignee_id: ids, due_on: props.today, plan_state: 'active', state: ['planned', 'done'] };
    const [owed, overdue] = [sum('owed'), sum('overdue')];
    return [
      <Counted key="planned" kind="planned" of={planned}>
        {count(sum('planned'))}
      </Counted>,
      <Counted key="done" kind="planned" of={{ ...planned, state: 'done' }}>
        {count(sum('done'))}
      </Counted>,
      <span key="dialled" className="flex items-center justify-end gap-2">
        <Bar className="w-8" share={sum('dialled') / Math.max(1, cap * ids.length)} label={t`Dialled of the most`} />
        <Counted kind="calls" of={calls} className="min-w-16">
          {count(sum('dialled'))} / {count(cap * ids.length)}
        </Counted>
      </span>,
      <Counted key="connected" kind="calls" of={{ ...calls, reached: 'true' }}>
        {count(sum('connected'))}
      </Counted>,
      counter(sum('talk_seconds')),
      owed > 0 ? percent((owed - overdue) / owed) : '—',
      <Counted key="stuck" kind="alerts" of={{ owner_id: ids, live: 'true' }}>
        {count(sum('stuck'))}
      </Counted>,
    ];
  };
  const name = t`The team today`;
  const table = (
    <>
      <Twin
        label={name}
        head={[
          byTeam ? t`Team` : t`Person`,
          t`Planned`,
          t({ context: 'plan', message: 'Done' }),
          t`Dialled / cap`,
          t`Connected`,
          t`Talk`,
          t`Kept`,
          t`Stuck`,
        ]}
        rows={[
          ...groups.map((group) => ({
            id: group.id,
            cells: [
              byTeam ? (
                <button
                  key="team"
                  type="button"
                  className="block min-w-24 cursor-pointer text-left text-accent-ink hover:underline focus-visible:ring-focus"
                  onClick={() => onTeam(group.id)}
                >
                  {group.name}
                </button>
              ) : (
                group.name
              ),
              ...cellsOf(group),
            ],
          })),
          ...(groups.length > 1
            ? [{ id: 'all', cells: [<b key="all">{t`Together`}</b>, ...cellsOf({ members: matrix.members })] }]
            : []),
        ]}
      />
      {!byTeam && worst && worst.stuck > 0 && (
        <Note tone="warn" icon={TriangleAlert} className="mt-3">
          <Trans>
            {nameOf(worst.user_id, worst.user_name)} has {count(worst.stuck)} stuck.
          </Trans>{' '}
          <Counted kind="alerts" of={{ owner_id: worst.user_id, live: 'true' }}>
            <Trans>Look at each</Trans>
          </Counted>
        </Note>
      )}
    </>
  );
  return <ChartPanel title={name} queries={[day]} chart={table} />;
}
