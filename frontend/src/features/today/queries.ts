import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, onEvents, unwrap } from '@/api';

/** What somebody is to do, by any method, by when it is due. */
export const planQuery = (owner: string) =>
  queryOptions({
    queryKey: ['planned-contacts', 'today', owner],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/planned-contacts', {
          signal,
          params: {
            query: {
              assignee_id: [owner],
              state: ['planned'],
              plan_state: ['active'],
              sort: ['due_from'],
              limit: 200,
              count: 'exact',
            },
          },
        }),
      ),
  });

/** Calls of mine that the switch began to log, and that wait to be completed. */
export const toCompleteQuery = queryOptions({
  queryKey: ['contact-records', 'to-complete'],
  queryFn: ({ signal }) =>
    unwrap(
      api.GET('/v1/call-records', {
        signal,
        params: { query: { author_id: ['me'], to_be_completed: [true], sort: ['started_at'], limit: 20 } },
      }),
    ),
});

/** The grades of my customers. */
export const gradesQuery = (owner: string) =>
  queryOptions({
    queryKey: ['customers', 'grades', owner],
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => {
      const query = { owner_id: [owner], limit: 200 };
      const page = await unwrap(api.GET('/v1/customers', { signal, params: { query } }));
      return new Map(page.items.map((line) => [line.id, line.grade]));
    },
  });

/** How many calls I logged since `from` (an instant), and how many of them reached somebody. */
export const callsQuery = (author: string, from: string) =>
  queryOptions({
    queryKey: ['contact-records', 'today', author, from],
    queryFn: async ({ signal }) => {
      const read = (connected: boolean) =>
        unwrap(
          api.GET('/v1/call-records', {
            signal,
            params: {
              query: {
                author_id: [author],
                'started_at.gte': from,
                limit: 1,
                count: 'exact',
                ...(connected && { disposition: ['connected'] }),
              },
            },
          }),
        );
      const [all, connected] = await Promise.all([read(false), read(true)]);
      return { calls: all.total ?? 0, connected: connected.total ?? 0 };
    },
  });

/** Planned contacts of mine that were made since `from`. */
export const doneQuery = (owner: string, today: string) =>
  queryOptions({
    queryKey: ['planned-contacts', 'done', owner, today],
    queryFn: async ({ signal }) => {
      const query = {
        assignee_id: [owner],
        state: ['done' as const],
        due_on: [today],
        limit: 1,
        count: 'exact' as const,
      };
      return (await unwrap(api.GET('/v1/planned-contacts', { signal, params: { query } }))).total ?? 0;
    },
  });

/** Questions of mine that a department has answered and the customer does not know yet. */
export const answersQuery = (asker: string) =>
  queryOptions({
    queryKey: ['handoffs', 'answered', asker],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/handoffs', { signal, params: { query: { state: ['answered'], asked_by: [asker], limit: 20 } } }),
      ),
  });

export const alertsQuery = (owner: string) =>
  queryOptions({
    queryKey: ['alerts', 'today', owner],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/alerts', {
          signal,
          params: { query: { owner_id: [owner], state: ['open'], sort: ['-since'], limit: 6, count: 'exact' } },
        }),
      ),
  });

/** Calls that policy lets one plan for me on one day. */
export const loadQuery = (owner: string, today: string) =>
  queryOptions({
    queryKey: ['contact-plans', 'load', owner, today],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/contact-plans/load', {
          signal,
          params: { query: { from: today, to: today, assignee_id: [owner] } },
        }),
      ),
  });

const again = (client: QueryClient) => {
  for (const key of ['planned-contacts', 'contact-records']) void client.invalidateQueries({ queryKey: [key] });
};
onEvents({
  'contact_record.logged': again,
  'contact_record.completed': again,
  'planned_contact.done': again,
  'planned_contact.planned': again,
  'planned_contact.changed': again,
});
