import { queryOptions } from '@tanstack/react-query';
import { type Opportunity, api, unwrap } from '@/api';
import { type Narrowing, everyQuery, queryOf } from '@/shared/lists';
import { addDays, instantOf } from '@/shared/time';

const STALE = 5 * 60_000;
/** So many days' calls are told one by one. */
export const CALL_DAYS = 10;

/** The instant at which a day begins in a zone. */
export function startOf(day: string, zone: string): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return instantOf({ year, month, day: date, hour: 0, minute: 0 }, zone).toISOString();
}

const ofTeam = (team: string | undefined): Narrowing => (team === undefined ? {} : { team_id: team });

/** What a day's calls, or those of them that reached somebody, are narrowed to. */
export function callsOf(day: string, zone: string, team: string | undefined, reached: boolean) {
  return {
    ...ofTeam(team),
    'started_at.gte': startOf(day, zone),
    'started_at.lt': startOf(addDays(day, 1), zone),
    ...(reached && { reached: 'true' }),
  };
}

/** Calls of each day, and those of them that reached somebody; renewed with the lists of calls. */
export const callDaysQuery = (first: string, last: string, zone: string, team: string | undefined) =>
  queryOptions({
    queryKey: ['lists', 'calls', 'days', first, last, zone, team],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const query = { first, last, zone, ...(team !== undefined && { team_id: [team] }) };
      return (await unwrap(api.GET('/v1/call-days', { signal, params: { query } }))).items;
    },
  });

export const funnelQuery = (from: string, team: string | undefined) =>
  queryOptions({
    queryKey: ['opportunities', 'dashboard', 'funnel', from, team],
    staleTime: STALE,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/opportunities/funnel', {
          signal,
          params: { query: { created_from: from, ...(team !== undefined && { team_id: [team] }) } },
        }),
      ),
  });

export const boardQuery = (team: string | undefined) =>
  queryOptions({
    queryKey: ['opportunities', 'dashboard', 'board', team],
    staleTime: STALE,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/opportunities/board', {
          signal,
          params: { query: team === undefined ? {} : { team_id: [team] } },
        }),
      ),
  });

/** Sales that ended in a way since a day: up to a thousand. */
export const endedQuery = (outcome: 'completed' | 'lost', from: string, zone: string, team: string | undefined) =>
  everyQuery<Opportunity>('opportunities', queryOf(endedOf(outcome, startOf(from, zone), team)));

export const endedOf = (outcome: 'completed' | 'lost', from: string, team: string | undefined, before?: string) => ({
  ...ofTeam(team),
  outcome,
  'closed_at.gte': from,
  ...(before !== undefined && { 'closed_at.lt': before }),
});

const analysis = <Data>(name: string, from: string, read: (signal: AbortSignal) => Promise<Data>) =>
  queryOptions({
    queryKey: ['complaints', 'dashboard', name, from],
    staleTime: STALE,
    queryFn: ({ signal }) => read(signal),
  });

export const causesQuery = (from: string) =>
  analysis('causes', from, (signal) =>
    unwrap(api.GET('/v1/complaints/analysis/root-causes', { signal, params: { query: { from } } })),
  );
export const monthsQuery = (from: string) =>
  analysis('months', from, (signal) =>
    unwrap(api.GET('/v1/complaints/analysis/months', { signal, params: { query: { from } } })),
  );
export const handlingQuery = (from: string, to?: string) =>
  analysis(to === undefined ? 'handling' : `handling-${to}`, from, (signal) =>
    unwrap(
      api.GET('/v1/complaints/analysis/handling', {
        signal,
        params: { query: { from, ...(to !== undefined && { to }) } },
      }),
    ),
  );

/** What all customers in one's scope come to together. */
export const customersQuery = queryOptions({
  queryKey: ['customers', 'dashboard', 'sums'],
  staleTime: STALE,
  queryFn: ({ signal }) => unwrap(api.POST('/v1/customers/sums', { signal, body: {} })),
});

export const teamsQuery = queryOptions({
  queryKey: ['teams', 'all'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/v1/teams', { signal, params: { query: { limit: 200, active: [true] } } }))).items,
});
