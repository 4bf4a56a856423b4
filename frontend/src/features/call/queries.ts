import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type CallCompletion, type CallRecordCreate, type PlannedContact, api, once, onEvents, unwrap } from '@/api';

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

/** All that a call of the queue needs: whom to ask for under which numbers, whether now, and what is known of them. */
export const cardQuery = (item: string) =>
  queryOptions({
    queryKey: ['planned-contacts', 'card', item],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/planned-contacts/{item_id}/call-card', { signal, params: { path: { item_id: item } } })),
  });

/** The same of a call that was not planned. */
export const customerCardQuery = (customer: string, contact: string | null) =>
  queryOptions({
    queryKey: ['customers', 'card', customer, contact],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/call-card', {
          signal,
          params: { path: { customer_id: customer }, query: { contact_id: contact } },
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
    },
  });
}

/** Tells what was said in a call that the switch began to log. */
export function useComplete(recordId: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [422] },
    mutationFn: (body: CallCompletion) =>
      once(`complete:${recordId}`, body, (key) =>
        unwrap(
          api.POST('/v1/call-records/{record_id}/completion', {
            body,
            params: { path: { record_id: recordId }, header: { 'Idempotency-Key': key } },
          }),
        ),
      ),
    onSuccess: () => {
      for (const key of ['planned-contacts', 'contact-records', 'alerts', 'customers']) {
        void client.invalidateQueries({ queryKey: [key] });
      }
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
const calls = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['contact-records'] });
onEvents({
  'contact_record.logged': calls,
  'contact_record.completed': calls,
  'planned_contact.planned': again,
  'planned_contact.changed': again,
  'planned_contact.rescheduled': again,
  'planned_contact.cancelled': again,
  'planned_contact.missed': again,
  'planned_contact.done': again,
});
