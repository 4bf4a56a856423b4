import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type CallCompletion,
  type CallRecordCreate,
  type PlannedContact,
  type SkipReason,
  api,
  once,
  onEvents,
  unwrap,
} from '@/api';
import { queueAgain, queueQuery } from '@/shared/dial-queue';

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
      void client.invalidateQueries({ queryKey: queueQuery.queryKey });
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

/** Puts whom I have aside until the other part of their day, for a reason. */
export function useSkip() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { lease_id: string; reason: SkipReason; note: string | null }) =>
      unwrap(api.POST('/v1/dial-queue/skip', { body })),
    onSettled: () => client.invalidateQueries({ queryKey: queueQuery.queryKey }),
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
    onSettled: () => queueAgain(client),
  });
}

const calls = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['contact-records'] });
onEvents({ 'contact_record.logged': calls, 'contact_record.completed': calls });
