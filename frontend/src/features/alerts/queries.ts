import { type QueryClient, type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { type Alert, type Page, api, listOptions, once, onEvents, unwrap } from '@/api';

export type AlertView = 'open' | 'acknowledged';

const PAGE = 50;

/** My alerts: not yet seen, or seen and still so. Facts alone resolve them. */
export function alertsQuery(owner: string, view: AlertView) {
  return listOptions<Alert>(['alerts', 'list', owner, view], (cursor, signal) =>
    unwrap(
      api.GET('/v1/alerts', {
        signal,
        params: {
          query: {
            owner_id: [owner],
            state: [view],
            sort: ['-since'],
            limit: PAGE,
            count: 'exact',
            ...(cursor && { cursor }),
          },
        },
      }),
    ),
  );
}

type Pages = InfiniteData<Page<Alert>, string | undefined>;

function without(client: QueryClient, id: string): [readonly unknown[], Pages | undefined][] {
  const before = client.getQueriesData<Pages>({ queryKey: ['alerts', 'list'] });
  client.setQueriesData<Pages>(
    { queryKey: ['alerts', 'list'] },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({ ...page, items: page.items.filter((alert) => alert.id !== id) })),
      },
  );
  return before;
}

/** Says that I have seen an alert: it leaves the list at once, and comes back when the server refuses. */
export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (alert: Alert) =>
      once(`acknowledge:${alert.id}`, {}, (key) =>
        unwrap(
          api.POST('/v1/alerts/{alert_id}/moves/acknowledge', {
            body: {},
            params: {
              path: { alert_id: alert.id },
              header: { 'If-Match': `"${alert.version}"`, 'Idempotency-Key': key },
            },
          }),
        ),
      ),
    onMutate: (alert) => ({ before: without(client, alert.id) }),
    onError: (_error, _alert, context) => {
      for (const [key, data] of context?.before ?? []) client.setQueryData(key, data);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['alerts'] }),
  });
}

/** The stream keeps lists and counts true. */
const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['alerts'] });
onEvents({ 'alert.opened': again, 'alert.acknowledged': again, 'alert.resolved': again });
