import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type CoverageBy, type DutyPreview, api, listOptions, onEvents, unwrap } from '@/api';

const FRESH = 60_000;

/** How far duties are kept, in all and by owner, team, grade, market or rule. */
export const coverageQuery = (by: CoverageBy) =>
  queryOptions({
    queryKey: ['duties', 'coverage', by],
    staleTime: FRESH,
    queryFn: ({ signal }) => unwrap(api.GET('/v1/duties/coverage', { signal, params: { query: { by } } })),
  });

/** The last thirty days. */
export const daysQuery = queryOptions({
  queryKey: ['duties', 'days'],
  staleTime: FRESH,
  queryFn: ({ signal }) => unwrap(api.GET('/v1/duties/days', { signal, params: { query: { days: 30 } } })),
});

export const executivesQuery = queryOptions({
  queryKey: ['duties', 'executives'],
  staleTime: FRESH,
  queryFn: ({ signal }) => unwrap(api.GET('/v1/duties/executives', { signal })),
});

/** One row of the coverage: the customers of somebody, of a team, a grade, a market; null: of none. */
export interface Among {
  by: Exclude<CoverageBy, 'rule'>;
  key: string | null;
  name: string;
}

const FIELDS = { owner: 'owner_id', team: 'team_id', grade: 'grade', market: 'market_id' } as const;

function narrowed(among: Among | null): object {
  if (among === null) return {};
  const field = FIELDS[among.by];
  return among.key === null ? { [`${field}.null`]: true } : { [field]: [among.key] };
}

/** Who is overdue, by grade and then the longest first. */
export const overdueQuery = (among: Among | null) =>
  listOptions(['duties', 'overdue', among?.by ?? null, among?.key ?? null], (cursor, signal) =>
    unwrap(
      api.GET('/v1/duties', {
        signal,
        params: {
          query: {
            ...narrowed(among),
            overdue: [true],
            sort: ['grade', 'due_at'],
            limit: 50,
            count: 'exact',
            ...(cursor !== undefined && { cursor }),
          },
        },
      }),
    ),
  );

/** All teams by id: what each is called in either language. */
export const teamsQuery = queryOptions({
  queryKey: ['duties', 'teams'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(api.GET('/v1/teams', { signal, params: { query: { limit: 200 } } }));
    return new Map(items.map((team) => [team.id, team]));
  },
});

/** What was not made in time, the latest first. */
export const breachesQuery = listOptions(['duties', 'breaches'], (cursor, signal) =>
  unwrap(
    api.GET('/v1/duties/breaches', {
      signal,
      params: { query: { limit: 50, count: 'exact', ...(cursor !== undefined && { cursor }) } },
    }),
  ),
);

/** Birthdays and holidays that care plans owe from a day on, the next one first. */
export const careQuery = (from: string) =>
  listOptions(['duties', 'care', from], (cursor, signal) =>
    unwrap(
      api.GET('/v1/duties/care', {
        signal,
        params: { query: { 'on_day.gte': from, limit: 50, count: 'exact', ...(cursor !== undefined && { cursor }) } },
      }),
    ),
  );

/** How many fell due unmade since a moment. */
export const breachesSinceQuery = (since: string) =>
  queryOptions({
    queryKey: ['duties', 'breaches', since],
    staleTime: FRESH,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/duties/breaches', {
          signal,
          params: { query: { 'due_at.gte': since, limit: 1, count: 'exact' } },
        }),
      ),
  });

/** What other values would do; nothing is changed by asking. */
export const previewQuery = (values: DutyPreview) =>
  queryOptions({
    queryKey: ['duties', 'preview', values],
    staleTime: FRESH,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => unwrap(api.POST('/v1/duties/preview', { signal, body: values })),
  });

/** The days in force, by setting. */
export const settingsQuery = queryOptions({
  queryKey: ['policies', 'duty-settings'],
  staleTime: FRESH,
  queryFn: async ({ signal }) => {
    const read = async (key: string) =>
      (await unwrap(api.GET('/v1/policies/{key}', { signal, params: { path: { key } } }))).in_force.value;
    const [cadence, closed, nurture, progress] = await Promise.all([
      read('contact_cadence_days'),
      read('closed_revisit_days'),
      read('nurture_cadence_days'),
      read('progress_report_days'),
    ]);
    return {
      contact_cadence_days: cadence as Record<'A' | 'B' | 'C' | 'D', number>,
      closed_revisit_days: closed as number,
      nurture_cadence_days: nurture as number,
      progress_report_days: progress as number,
    };
  },
});

onEvents({
  'contact_plan.moved': (client) => void client.invalidateQueries({ queryKey: ['duties', 'care'] }),
  'contact_record.logged': (client) => void client.invalidateQueries({ queryKey: ['duties', 'overdue'] }),
});
