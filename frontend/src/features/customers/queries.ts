import { type InfiniteData, type QueryClient, keepPreviousData, queryOptions } from '@tanstack/react-query';
import {
  type CustomerLine,
  type CustomersSearch,
  type Export,
  type Page,
  api,
  listOptions,
  onEvents,
  unwrap,
} from '@/api';

export const PAGE = 100;

/** The rows of the list. Up to some thousand they are counted; a million would be counted anew for each look at them. */
export const rowsQuery = (body: CustomersSearch) => ({
  ...listOptions(['customers', 'list', body], (cursor, signal) =>
    unwrap(
      api.POST('/v1/customers/search', {
        signal,
        body: { ...body, limit: PAGE, ...(cursor === undefined ? { count: 'estimated' as const } : { cursor }) },
      }),
    ),
  ),
  placeholderData: keepPreviousData,
});

/** Whether each of some customers may be called now, by their ids. */
export const callTimesQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['call-times', ids],
    staleTime: 5 * 60_000,
    refetchInterval: 5 * 60_000,
    queryFn: async ({ signal }) => {
      const query = { customer_id: [...ids] };
      const { items } = await unwrap(api.GET('/v1/call-times', { signal, params: { query } }));
      return new Map(items.map((each) => [each.customer_id, each.call_time]));
    },
  });

/** How many customers a search finds, or about how many when they are more than the server counts. */
export const countQuery = (body: CustomersSearch) =>
  queryOptions({
    queryKey: ['customers', 'count', body],
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => {
      const page = await unwrap(
        api.POST('/v1/customers/search', { signal, body: { ...body, limit: 1, count: 'estimated' } }),
      );
      return { total: page.total ?? null, isEstimate: page.total_is_estimate ?? false };
    },
  });

/** What the customers of a search come to. */
export const sumsQuery = (body: CustomersSearch) =>
  queryOptions({
    queryKey: ['customers', 'sums', body],
    staleTime: 60_000,
    refetchInterval: 5 * 60_000, // who may be called now is among them
    queryFn: ({ signal }) =>
      unwrap(api.POST('/v1/customers/sums', { signal, body: body.filter ? { filter: body.filter } : {} })),
  });

export const viewsQuery = queryOptions({
  queryKey: ['saved-views', 'customers'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => {
    const query = { list_name: ['customers' as const], limit: 200 };
    return (await unwrap(api.GET('/v1/saved-views', { signal, params: { query } }))).items;
  },
});

/** From how many rows on an export waits for somebody's approval. */
export const exportLimitQuery = queryOptions({
  queryKey: ['policies', 'export_approval_rows'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => {
    const params = { path: { key: 'export_approval_rows' } };
    return Number((await unwrap(api.GET('/v1/policies/{key}', { signal, params }))).in_force.value);
  },
});

export const exportColumnsQuery = queryOptions({
  queryKey: ['exports', 'columns'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/v1/exports/columns', { signal }))).items,
});

/** One export, read again until its file is there. */
export const exportQuery = (id: string) =>
  queryOptions<Export>({
    queryKey: ['exports', 'one', id],
    refetchInterval: ({ state }) => (state.data?.state === 'approved' ? 1500 : false),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/exports/{export_id}', { signal, params: { path: { export_id: id } } })),
  });

type Pages = InfiniteData<Page<CustomerLine>>;

/** Changes one line wherever it is shown. */
export function patchLine(client: QueryClient, id: string, change: (line: CustomerLine) => CustomerLine): void {
  client.setQueriesData<Pages>({ queryKey: ['customers', 'list'] }, (data) => {
    if (!data?.pages.some((page) => page.items.some((line) => line.id === id))) return data;
    const patched = (page: Page<CustomerLine>) => ({
      ...page,
      items: page.items.map((line) => (line.id === id ? change(line) : line)),
    });
    return { ...data, pages: data.pages.map(patched) };
  });
}

/** The lines of these customers as they are now. */
export async function readLines(ids: readonly string[]): Promise<CustomerLine[]> {
  const filter = { field: 'id' as const, op: 'in' as const, value: [...ids] };
  return (await unwrap(api.POST('/v1/customers/search', { body: { filter, limit: 200 } }))).items;
}

/** A customer changed elsewhere: its line, where it is shown, is read anew. The list itself stays as it stands. */
async function freshen(client: QueryClient, id: string): Promise<void> {
  const lists = client.getQueriesData<Pages>({ queryKey: ['customers', 'list'] });
  const shown = lists.flatMap(([, data]) => data?.pages ?? []).flatMap((page) => page.items);
  const line = shown.find((each) => each.id === id);
  if (!line) return;
  const [now] = await readLines([id]);
  if (now && now.version >= line.version) patchLine(client, id, () => now);
}

const again = (client: QueryClient, event: { customer_id?: string | null }) => {
  if (event.customer_id) void freshen(client, event.customer_id);
};
const viewsAgain = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['customers', 'count'] });
onEvents({
  'customer.created': viewsAgain,
  'customer.updated': again,
  'customer.transferred': again,
  'customer.archived': again,
  'customer.grade_decided': again,
  'customer.key_decided': again,
});
