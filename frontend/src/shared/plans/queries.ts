import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, unwrap, unwrapTagged } from '@/api/client';
import { onEvents } from '@/api/live';
import type { PlannedContact } from '@/api/types';

/** Keys of all that is read of plans begin so. */
export const plansKey = ['plans'] as const;

/** One plan with its progress, and its ETag. */
export const planQuery = (id: string) =>
  queryOptions({
    queryKey: [...plansKey, 'one', id],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET('/v1/contact-plans/{plan_id}', { signal, params: { path: { plan_id: id } } })),
  });

const MOST_PAGES = 10;

/** All contacts of a plan whose customers I see, by when they are due. */
export const itemsQuery = (id: string) =>
  queryOptions({
    queryKey: [...plansKey, 'items', id],
    queryFn: async ({ signal }) => {
      const items: PlannedContact[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        // Each page begins where the one before ends.
        // oxlint-disable-next-line no-await-in-loop
        const answer = await unwrap(
          api.GET('/v1/contact-plans/{plan_id}/items', {
            signal,
            params: { path: { plan_id: id }, query: { limit: 200, ...(cursor !== undefined && { cursor }) } },
          }),
        );
        items.push(...answer.items);
        if (!answer.next_cursor) break;
        cursor = answer.next_cursor;
      }
      return items;
    },
  });

/** How a plan was changed after its approval, the latest first. */
export const amendmentsQuery = (id: string) =>
  queryOptions({
    queryKey: [...plansKey, 'amendments', id],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/v1/contact-plans/{plan_id}/amendments', { signal, params: { path: { plan_id: id } } })))
        .items,
  });

/** What each of these people has planned for each day, over all plans. */
export const loadQuery = (from: string, to: string, people: readonly string[]) =>
  queryOptions({
    queryKey: [...plansKey, 'load', from, to, people],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/contact-plans/load', {
          signal,
          params: { query: { from, to, ...(people.length > 0 && { assignee_id: [...people] }) } },
        }),
      ),
  });

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: plansKey });
onEvents({
  'contact_plan.created': again,
  'contact_plan.changed': again,
  'contact_plan.moved': again,
  'contact_plan.amended': again,
  'planned_contact.planned': again,
  'planned_contact.changed': again,
  'planned_contact.rescheduled': again,
  'planned_contact.cancelled': again,
  'planned_contact.done': again,
  'planned_contact.missed': again,
});
