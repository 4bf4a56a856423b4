import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, onEvents, unwrap } from '@/api';

const MINUTE = 60_000;

/** My queue: who may be called now, in order, who joins when, how far the day has gone, and whom I have. */
export const queueQuery = queryOptions({
  queryKey: ['dial-queue', 'queue'],
  refetchInterval: MINUTE,
  queryFn: ({ signal }) => unwrap(api.GET('/v1/dial-queue', { signal })),
});

/** Takes whom is open, so that nobody else is given them, and takes them anew while they stay open. */
export const leaseQuery = (item: string) =>
  queryOptions({
    queryKey: ['dial-queue', 'lease', item],
    staleTime: 5 * MINUTE,
    refetchInterval: 5 * MINUTE,
    retry: false,
    meta: { handles: [403, 404, 409] },
    queryFn: () => unwrap(api.POST('/v1/dial-queue/next', { body: { item_id: item } })),
  });

/** All that a call of the queue needs: whom to ask for under which numbers, whether now, and what is known of them. */
export const cardQuery = (item: string) =>
  queryOptions({
    queryKey: ['planned-contacts', 'card', item],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/planned-contacts/{item_id}/call-card', { signal, params: { path: { item_id: item } } })),
  });

/** Asks for the next customer: the best one, the best in a zone, or one of the queue who has nothing planned yet. */
export function useNext() {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [404, 409] },
    mutationFn: (whom: { customer_id?: string; zone?: string | null }) =>
      unwrap(api.POST('/v1/dial-queue/next', { body: whom })),
    onSuccess: (given) => {
      client.setQueryData(leaseQuery(given.lease.item_id).queryKey, given);
      client.setQueryData(cardQuery(given.lease.item_id).queryKey, given.card);
    },
    onSettled: () => client.invalidateQueries({ queryKey: queueQuery.queryKey }),
  });
}

/** What is planned has changed: so has who comes when. */
export const queueAgain = (client: QueryClient) => {
  void client.invalidateQueries({ queryKey: ['planned-contacts'] });
  void client.invalidateQueries({ queryKey: queueQuery.queryKey });
};
onEvents({
  'planned_contact.planned': queueAgain,
  'planned_contact.changed': queueAgain,
  'planned_contact.rescheduled': queueAgain,
  'planned_contact.cancelled': queueAgain,
  'planned_contact.missed': queueAgain,
  'planned_contact.done': queueAgain,
});
