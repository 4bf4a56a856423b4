import { type QueryClient, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type MonthTargets, type TargetLine, type TargetOf, api, onEvents, unwrap } from '@/api';

export const MEASURES = ['calls', 'connected', 'customers_won', 'signed_sum'] as const;
export type Measure = (typeof MEASURES)[number];

const KEY = ['month-targets'] as const;

/** Targets and what was done in a month (`2026-03`; the company's present one when left out), of some teams or all. */
export const targetsQuery = (month: string | null = null, teamIds: readonly string[] = []) =>
  queryOptions({
    queryKey: [...KEY, month, teamIds],
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/month-targets', {
          signal,
          params: { query: { ...(month !== null && { month }), team_id: [...teamIds] } },
        }),
      ),
  });

/** What is typed for a measure: a decimal text, null where nothing is asked; left out where nothing was typed. */
export type Typed = Partial<Record<Measure, string | null>>;

/** Whose targets they are: the person's id, else the team's. */
export const subjectOf = (row: Pick<TargetOf, 'user_id' | 'team_id'>): string => row.user_id ?? row.team_id;

/** The target that is set, as a decimal text. */
export function setOf({ target }: Pick<TargetOf, 'target'>, measure: Measure): string | null {
  if (measure === 'signed_sum') return target.signed_sum?.amount ?? null;
  return target[measure]?.toString() ?? null;
}

/** What was done, as a number. */
export const doneOf = ({ done }: Pick<TargetOf, 'done'>, measure: Measure): number =>
  measure === 'signed_sum' ? Number(done.signed_sum.amount) : done[measure];

/** How much of the target was reached; null where none is set. */
export function shareOf(row: Pick<TargetOf, 'target' | 'done'>, measure: Measure): number | null {
  const set = setOf(row, measure);
  return set === null ? null : doneOf(row, measure) / Number(set);
}

/** Whether what is typed can be a target: nothing, or more than nothing, and a whole number where things are counted. */
export function isAim(typed: string | null, measure: Measure): boolean {
  if (typed === null) return true;
  return (measure === 'signed_sum' ? /^\d+(\.\d+)?$/ : /^\d+$/).test(typed) && Number(typed) > 0;
}

/** A row as it is to be set: all of its targets, with what is typed in their place. */
export function lineOf(row: TargetOf, typed: Typed): TargetLine {
  const aim = (measure: Measure) => (typed[measure] === undefined ? setOf(row, measure) : typed[measure]);
  const number = (text: string | null) => (text === null ? null : Number(text));
  return {
    ...(row.user_id === null ? { team_id: row.team_id } : { user_id: row.user_id }),
    version: row.version,
    calls: number(aim('calls')),
    connected: number(aim('connected')),
    customers_won: number(aim('customers_won')),
    signed_sum: aim('signed_sum'),
  };
}

/** The teams' rows, each with those of its people after it. */
export function byTeam({ teams, people }: Pick<MonthTargets, 'teams' | 'people'>): TargetOf[] {
  const known = new Set(teams.map((team) => team.team_id));
  return [
    ...teams.flatMap((team) => [team, ...people.filter((person) => person.team_id === team.team_id)]),
    ...people.filter((person) => !known.has(person.team_id)),
  ];
}

/** The month so many months later. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

const renew = (client: QueryClient) => void client.invalidateQueries({ queryKey: KEY });
onEvents({ 'month_target.changed': renew, 'contact_record.logged': renew });
