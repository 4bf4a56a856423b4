import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, onEvents, unwrap } from '@/api';

const KEY = ['lead-checks'];

/** The last time scores were compared with who bought; asked again while that is under way. */
export const checkQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/v1/lead-checks', { signal }))).items[0] ?? null,
  refetchInterval: ({ state }) => (state.data && state.data.finished_at === null ? 2000 : false),
});

/** How many customers are scored in each band now: their counts come from the customers' list. */
export const scoredQuery = (lowest: number, highest: number) =>
  queryOptions({
    queryKey: ['customers', 'lead-band', lowest, highest],
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/v1/customers', {
            signal,
            params: {
              query: { 'lead_score.gte': lowest, 'lead_score.lte': highest, limit: 1, count: 'exact' },
            },
          }),
        )
      ).total ?? null,
  });

/** Which products the same customers buy. */
export const rulesQuery = queryOptions({
  queryKey: ['purchase-rules'],
  queryFn: ({ signal }) => unwrap(api.GET('/v1/purchase-rules', { signal })),
});

export function useCheck() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST('/v1/lead-checks')),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

onEvents({ 'lead_check.finished': (client) => void client.invalidateQueries({ queryKey: KEY }) });
