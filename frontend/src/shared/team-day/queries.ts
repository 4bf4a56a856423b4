import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, onEvents, unwrap } from '@/api';

const KEY = ['team-days'] as const;

/** The day of those who call, of some teams or of all that one sees, by hour on a clock. */
export const teamDayQuery = (day: string, zone: string, teamIds: readonly string[]) =>
  queryOptions({
    queryKey: [...KEY, day, zone, teamIds],
    staleTime: 60_000,
    refetchInterval: 5 * 60_000,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/team-days', { signal, params: { query: { day, zone, team_id: [...teamIds] } } })),
  });

/** Who of some teams may need help, and what says so. */
export const teamHelpQuery = (zone: string, teamIds: readonly string[]) =>
  queryOptions({
    queryKey: [...KEY, 'help', zone, teamIds],
    staleTime: 5 * 60_000,
    refetchInterval: 15 * 60_000,
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/v1/team-days/help', { signal, params: { query: { zone, team_id: [...teamIds] } } })))
        .items,
  });

const renew = (client: QueryClient) => void client.invalidateQueries({ queryKey: KEY });
onEvents({
  'contact_record.logged': renew,
  'planned_contact.done': renew,
  'planned_contact.planned': renew,
  'planned_contact.changed': renew,
});
