import { type QueryClient, infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type BoardCard, type BoardColumn, api, listOptions, onEvents, unwrap } from '@/api';
import type { ListChoice } from '@/shared/addresses/opportunities';
import type { Parameters } from './filters';

/** Open opportunities by stage with their sums and first cards. */
export const boardQuery = (parameters: Parameters) =>
  queryOptions({
    queryKey: ['opportunities', 'board', parameters],
    queryFn: ({ signal }) => unwrap(api.GET('/v1/opportunities/board', { signal, params: { query: parameters } })),
  });

type ListParameters = NonNullable<Parameters> & Record<string, unknown>;

function parametersOfPath(path: string): ListParameters {
  const asked = new URLSearchParams(path.slice(path.indexOf('?') + 1));
  const found: Record<string, unknown> = {};
  for (const name of new Set(asked.keys())) {
    const values = asked.getAll(name);
    found[name] = name === 'limit' ? Number(values[0]) : values.length > 1 ? values : values[0];
  }
  return found;
}

/** The cards of a column after those the board brought, as the board's own `next_page` tells them. */
export const columnQuery = (column: BoardColumn) =>
  infiniteQueryOptions({
    queryKey: ['opportunities', 'column', column.stage, column.next_page],
    enabled: false,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...parametersOfPath(column.next_page ?? ''), ...(pageParam && { cursor: pageParam }) };
      return unwrap(api.GET('/v1/opportunities', { signal, params: { query } }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: ({ pages }): BoardCard[] => pages.flatMap((page) => page.items),
  });

/** How many open opportunities lack a follow-up, have a late one, owe a review. */
export const needsQuery = (parameters: Parameters, today: string) =>
  queryOptions({
    queryKey: ['opportunities', 'needs', parameters, today],
    queryFn: async ({ signal }) => {
      const count = async (more: Parameters) => {
        const query = { ...parameters, ...more, outcome: ['open' as const], limit: 1, count: 'exact' as const };
        return (await unwrap(api.GET('/v1/opportunities', { signal, params: { query } }))).total ?? 0;
      };
      const [follow_up, overdue, review] = await Promise.all([
        count({ followed_up: [false] }),
        count({ 'follow_up_due_on.lt': today }),
        count({ 'review_due_on.lte': today }),
      ]);
      return { follow_up, overdue, review };
    },
  });

/** The list, whatever it is narrowed to, with what it amounts to. */
export const listQuery = (parameters: Parameters, { stage, outcome, sort }: ListChoice) =>
  listOptions(['opportunities', 'list', parameters, stage ?? null, outcome, sort], (cursor, signal) =>
    unwrap(
      api.GET('/v1/opportunities', {
        signal,
        params: {
          query: {
            ...parameters,
            ...(stage && { stage: [stage] }),
            outcome: [outcome],
            sort: [sort],
            limit: 100,
            ...(cursor ? { cursor } : { count: 'estimated' as const }),
          },
        },
      }),
    ),
  );

export interface Period {
  from?: string;
  to?: string;
}

/** What became of those opened in a period. */
export const funnelQuery = (parameters: Parameters, { from, to }: Period) =>
  queryOptions({
    queryKey: ['opportunities', 'funnel', parameters, from ?? null, to ?? null],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/opportunities/funnel', {
          signal,
          params: { query: { ...parameters, ...(from && { created_from: from }), ...(to && { created_to: to }) } },
        }),
      ),
  });

/** Teams, to narrow by. */
export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  staleTime: 30 * 60_000,
  queryFn: ({ signal }) => unwrap(api.GET('/v1/teams', { signal, params: { query: { active: [true], limit: 100 } } })),
});

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['opportunities'] });
onEvents({
  'opportunity.created': again,
  'opportunity.changed': again,
  'opportunity.placed': again,
  'opportunity.stage_changed': again,
  'opportunity.won': again,
  'opportunity.completed': again,
  'opportunity.lost': again,
  'opportunity.cancelled': again,
});
