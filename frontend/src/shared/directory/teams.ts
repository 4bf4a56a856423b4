import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api';
import { title } from '@/shared/format';

/** The teams by id, those out of use too. */
const teamsQuery = queryOptions({
  queryKey: ['teams', 'by id'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(api.GET('/v1/teams', { signal, params: { query: { limit: 200 } } }));
    return new Map(items.map((team) => [team.id, team]));
  },
});

/** Says what a team is called in the reader's language, by id; its own name as long as that is not known. */
export function useTeamNames(): (id: string | null, known: string | null) => string {
  const { data } = useQuery(teamsQuery);
  return (id, known) => {
    const team = id === null ? undefined : data?.get(id);
    return team ? title(team) : (known ?? '');
  };
}
