import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { UsersRound } from 'lucide-react';
import { useMemo } from 'react';
import type { User } from '@/api';
import { useNames, usersQuery } from '@/shared/directory';
import { count, percent, title } from '@/shared/format';
import { Counted } from '@/shared/lists';
import { useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { matrixOf, sumOf, teamDayQuery } from '@/shared/team-day';
import { addDays, counter } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Bar } from '@/shared/ui/values/figures';
import { Column, Columns, PanelHeader, Section } from '@/shared/ui/layout/panel';
import { SkeletonLines, SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { SideBlock } from './block';
import { useContext, useToday } from './context';
import { Help } from './help';
import { loadQuery, teamsQuery } from './queries';
import { QueueClock } from './queue-clock';
import { Stuck } from './stuck';
import { TeamTargets } from './targets';
import { TeamMatrixTable } from './team-matrix';
import { Tile, Tiles } from './tiles';

const NOBODY: ReadonlyMap<string, User> = new Map();
const ROLES = ['rep', 'team_lead'];

interface Props {
  /** The team that is looked at, where one leads several; all of them otherwise. */
  teamId: string | undefined;
  onTeam: (teamId: string | undefined) => void;
  /** Goes to one's own dialling day. */
  onOwn: (() => void) | null;
}

/** A leader's day: how the team's plan goes, what is stuck, and what waits for a decision. */
export function TeamDay({ teamId, onTeam, onOwn }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const { zone } = usePreferences();
  const date = useToday();
  const { today, midnight } = useContext();
  const teams = useQuery(teamsQuery);
  const people = useQuery(usersQuery).data ?? NOBODY;
  const led = (teams.data ?? []).filter((team) => team.lead_id === me.id || team.manager_id === me.id);
  const shown = led.filter((team) => teamId === undefined || team.id === teamId);
  const teamIds = shown.map((team) => team.id);
  const members = [...people.values()].filter(
    (user) => user.active && ROLES.includes(user.role) && user.team_id !== null && teamIds.includes(user.team_id),
  );
  const ids = members.map((user) => user.id);
  const isReady = ids.length > 0;
  const callsOf = { team_id: teamIds, 'started_at.gte': midnight };
  const planOf = { assignee_id: ids, due_on: today, plan_state: 'active', state: ['planned', 'done'] };
  const day = useQuery({ ...teamDayQuery(today, zone, teamIds), enabled: isReady });
  const read = day.data;
  const matrix = useMemo(() => matrixOf(read?.members ?? [], zone, today), [read, zone, today]);
  const sum = (figure: Parameters<typeof sumOf>[1]) => sumOf(matrix.members, figure);
  const failed = day.error ?? teams.error;
  const [dialled, connected, talk] = [sum('dialled'), sum('connected'), sum('talk_seconds')];
  const only = shown.length === 1 ? shown[0] : undefined;
  return (
    <>
      <PanelHeader
        title={t`My team`}
        note={
          <>
            {only && `${title(only)} · `}
            <span className="date">{date}</span>
          </>
        }
        actions={
          <>
            {led.length > 1 && (
              <Segmented<string>
                label={t`Team`}
                value={teamId ?? 'all'}
                onChange={(id) => onTeam(id === 'all' ? undefined : id)}
                choices={[
                  { id: 'all', name: t({ context: 'teams', message: 'All' }) },
                  ...led.map((team) => ({ id: team.id, name: title(team) })),
                ]}
              />
            )}
            {onOwn && (
              <Button onPress={onOwn}>
                <Trans>My own day</Trans>
              </Button>
            )}
          </>
        }
      />
      {teams.isSuccess && led.length === 0 ? (
        <Empty className="py-16" icon={UsersRound} title={<Trans>You lead no team yet</Trans>}>
          <Trans>An administrator enters who leads a team.</Trans>
        </Empty>
      ) : (
        <>
          <Tiles>
            <Tile name={t`Plan done`} kind="planned" of={planOf} note={`/ ${count(sum('planned'))}`}>
              {count(sum('done'))}
            </Tile>
            <Tile
              name={t`Dialled`}
              kind="calls"
              of={callsOf}
              note={read && t`of ${count(read.daily_call_cap * read.members.length)} allowed`}
            >
              {count(dialled)}
            </Tile>
            <Tile
              name={t`Connected`}
              kind="calls"
              of={{ ...callsOf, reached: 'true' }}
              note={dialled > 0 && percent(connected / dialled, 1)}
            >
              {count(connected)}
            </Tile>
            <Tile
              name={t`Talk`}
              kind="calls"
              of={{ ...callsOf, reached: 'true' }}
              note={connected > 0 && t`${counter(Math.round(talk / connected))} a call`}
            >
              {counter(talk)}
            </Tile>
            {isReady && (
              <>
                <Tile
                  name={t`Overdue contacts`}
                  kind="planned"
                  of={{ assignee_id: ids, 'due_on.lt': today, plan_state: 'active', state: 'planned' }}
                  isBad
                />
                <Tile name={t`Stuck`} kind="alerts" of={{ owner_id: ids, live: 'true' }} />
              </>
            )}
          </Tiles>
          <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
            <Column className="max-laptop:flex-none max-laptop:overflow-visible">
              {failed && (
                <PartError
                  title={<Trans>The team’s day was not loaded</Trans>}
                  error={failed}
                  onRetry={() => {
                    for (const query of [teams, day]) if (query.isError) void query.refetch();
                  }}
                />
              )}
              {!failed && day.isPending && <SkeletonRows rows={6} />}
              {day.isSuccess && <TeamMatrixTable matrix={matrix} today={today} people={people} />}
              {isReady && <Stuck ids={ids} />}
            </Column>
            <Column width={340} isSide label={t`Beside it`} className="max-laptop:w-full! max-laptop:overflow-visible">
              <SideBlock
                title={<Trans>For you to decide</Trans>}
                kind="waiting"
                of={{ demand: 'decide' }}
                empty={<Trans>Nothing waits for your decision.</Trans>}
              />
              {isReady && <TeamTargets teamIds={teamIds} />}
              {isReady && <Help teamIds={teamIds} />}
              {isReady && <QueueClock members={members} />}
              {isReady && <Tomorrow day={addDays(today, 1)} ids={ids} />}
              {isReady && (
                <SideBlock
                  title={<Trans>Questions without an answer</Trans>}
                  kind="handoffs"
                  of={{ asked_by: ids, state: 'open' }}
                  empty={<Trans>Every question of the team is answered.</Trans>}
                />
              )}
              <SideBlock
                title={<Trans>Complaints over time</Trans>}
                kind="complaints"
                of={{ overdue: 'true', 'state.ne': 'archived' }}
                empty={<Trans>No complaint is over its time.</Trans>}
              />
            </Column>
          </Columns>
        </>
      )}
    </>
  );
}

/** What is planned for the next day, by person, against what one may plan. */
function Tomorrow({ day, ids }: { day: string; ids: readonly string[] }) {
  const load = useQuery(loadQuery(day, day, ids));
  const nameOf = useNames();
  const days = load.data?.days ?? [];
  const cap = load.data?.daily_call_cap ?? 1;
  const total = days.reduce((sum, each) => sum + each.calls, 0);
  return (
    <Section title={<Trans>Planned for tomorrow</Trans>} note={load.isSuccess && <Trans>{count(total)} calls</Trans>}>
      {load.isPending && <SkeletonLines lines={3} />}
      {load.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The load was not loaded</Trans>}
          error={load.error}
          onRetry={() => void load.refetch()}
        />
      )}
      {load.isSuccess && days.length === 0 && (
        <p className="text-ink-3">
          <Trans>Nobody has anything planned yet.</Trans>
        </p>
      )}
      <ul className="flex flex-col gap-1.5">
        {days.map((each) => (
          <li key={each.assignee_id}>
            <p className="mb-0.5 flex justify-between">
              <span>{nameOf(each.assignee_id, each.assignee_name)}</span>
              <Counted
                kind="planned"
                of={{ assignee_id: each.assignee_id, due_on: day, state: 'planned', plan_state: 'active' }}
                className={each.over_cap ? 'text-bad-ink' : undefined}
              >
                {count(each.calls)} / {count(cap)}
              </Counted>
            </p>
            <Bar share={each.calls / cap} label={nameOf(each.assignee_id, each.assignee_name)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
