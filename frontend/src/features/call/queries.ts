import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type CallRecordCreate, type PlannedContact, api, once, onEvents, unwrap } from '@/api';

/** The most that one page of a list holds: a rep's queue stays under it by policy (daily cap). */
const MOST = 200;

/** What somebody is to telephone, by when it is due; those of the last hours of today included, wherever today ends. */
export const queueQuery = (owner: string) =>
  queryOptions({
    queryKey: ['planned-contacts', 'queue', owner],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/planned-contacts', {
          signal,
          params: {
            query: {
              assignee_id: [owner],
              state: ['planned'],
              method: ['phone'],
              plan_state: ['active'],
              sort: ['due_from'],
              limit: MOST,
              count: 'exact',
            },
          },
        }),
      ),
  });

/** Lines of my customers: grade and city of the rows of the queue. */
export const linesQuery = (owner: string) =>
  queryOptions({
    queryKey: ['customers', 'lines', owner],
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => {
      const query = { owner_id: [owner], limit: MOST };
      const page = await unwrap(api.GET('/v1/customers', { signal, params: { query } }));
      return new Map(page.items.map((line) => [line.id, line]));
    },
  });

const of = (customer: string) => ({ path: { customer_id: customer } });

export const customerQuery = (customer: string) =>
  queryOptions({
    queryKey: ['customers', 'one', customer],
    queryFn: ({ signal }) => unwrap(api.GET('/v1/customers/{customer_id}', { signal, params: of(customer) })),
  });

export const contactsQuery = (customer: string) =>
  queryOptions({
    queryKey: ['customers', 'contacts', customer],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/contacts', {
          signal,
          params: { ...of(customer), query: { active: [true], limit: 20 } },
        }),
      ),
  });

export const needsQuery = (customer: string) =>
  queryOptions({
    queryKey: ['customers', 'needs', customer],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/needs', {
          signal,
          params: { ...of(customer), query: { state: ['open'], limit: 6 } },
        }),
      ),
  });

export const installedQuery = (customer: string) =>
  queryOptions({
    queryKey: ['customers', 'installed', customer],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/installed-products', {
          signal,
          params: { ...of(customer), query: { limit: 6 } },
        }),
      ),
  });

export const recentQuery = (customer: string) =>
  queryOptions({
    queryKey: ['contact-records', 'recent', customer],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/contact-records', { signal, params: { query: { customer_id: [customer], limit: 5 } } })),
  });

export const opportunitiesQuery = (customer: string) =>
  queryOptions({
    queryKey: ['opportunities', 'open', customer],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/opportunities', {
          signal,
          params: { query: { customer_id: [customer], outcome: ['open'], limit: 3 } },
        }),
      ),
  });

export const complaintsQuery = (customer: string) =>
  queryOptions({
    queryKey: ['complaints', 'recent', customer],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/complaints', { signal, params: { query: { customer_id: [customer], limit: 3 } } })),
  });

export const departmentsQuery = queryOptions({
  queryKey: ['departments'],
  staleTime: 30 * 60_000,
  queryFn: ({ signal }) =>
    unwrap(api.GET('/v1/departments', { signal, params: { query: { active: [true], limit: 100 } } })),
});

/** What the company asks for after a connected call, as names of the record's fields. */
export const requiredQuery = queryOptions({
  queryKey: ['policies', 'connected_call_required_fields'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => {
    const params = { path: { key: 'connected_call_required_fields' } };
    const setting = await unwrap(api.GET('/v1/policies/{key}', { signal, params }));
    return setting.in_force.value as string[];
  },
});

/** Logs a call with all that follows from it; pressing again after a failure sends the same one. */
export function useLogCall(item: PlannedContact) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [422] },
    mutationFn: (body: CallRecordCreate) =>
      once(`call:${item.id}`, body, (key) =>
        unwrap(api.POST('/v1/call-records', { body, params: { header: { 'Idempotency-Key': key } } })),
      ),
    onSuccess: () => {
      for (const key of ['planned-contacts', 'contact-records', 'alerts']) {
        void client.invalidateQueries({ queryKey: [key] });
      }
      void client.invalidateQueries({ queryKey: ['customers', 'one', item.customer_id] });
      void client.invalidateQueries({ queryKey: ['customers', 'needs', item.customer_id] });
    },
  });
}

/** Puts a planned contact off to another day, for a reason. */
export function usePutOff(item: PlannedContact) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { due_on: string; reason: string; outside_hours_reason: string | null }) =>
      once(`put-off:${item.id}`, body, (key) =>
        unwrap(
          api.POST('/v1/planned-contacts/{item_id}/moves/reschedule', {
            body,
            params: {
              path: { item_id: item.id },
              header: { 'If-Match': `"${item.version}"`, 'Idempotency-Key': key },
            },
          }),
        ),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['planned-contacts'] }),
  });
}

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['planned-contacts'] });
onEvents({
  'planned_contact.planned': again,
  'planned_contact.changed': again,
  'planned_contact.rescheduled': again,
  'planned_contact.cancelled': again,
  'planned_contact.missed': again,
  'planned_contact.done': again,
});
