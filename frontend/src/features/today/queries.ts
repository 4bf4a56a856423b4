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

/** What the days from `first` to `last` brought of mine: contracts signed, customers won. */
export const resultsQuery = (owner: string, first: string, last: string) =>
  queryOptions({
    queryKey: ['opportunities', 'results', owner, first, last],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/opportunities/results', { signal, params: { query: { first, last, owner_id: owner } } })),
  });

/** How far my customers are contacted as often as policy owes them. */
export const coverageQuery = (owner: string) =>
  queryOptions({
    queryKey: ['duties', 'coverage', 'mine', owner],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => unwrap(api.GET('/v1/duties/coverage', { signal, params: { query: { owner_id: owner } } })),
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
