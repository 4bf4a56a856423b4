import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type ContactRecord,
  type ContactRecordCorrect,
  type Disposition,
  type Method,
  api,
  listOptions,
  onEvents,
  once,
  unwrap,
  unwrapTagged,
} from '@/api';
import { addDays } from '@/shared/time';

export const OF = ['all', 'mine', 'owed', 'late', 'outside', 'refused'] as const;
/** Which records: all, those I made, those whose words are owed, logged late, outside calling hours, against a refusal. */
export type RecordsView = (typeof OF)[number];

export interface RecordsChoice {
  view: RecordsView;
  method: Method | null;
  disposition: Disposition | null;
  /** How far back, in days; null for ever. */
  days: number | null;
  q: string;
  customerId: string | null;
  authorId: string | null;
}

function parametersOf(choice: RecordsChoice, me: string, today: string) {
  const { view, days, q, customerId, authorId } = choice;
  return {
    ...(view === 'mine' && { author_id: [me] }),
    ...(view === 'owed' && { to_be_completed: [true] }),
    ...(view === 'late' && { logged_late: [true] }),
    ...(view === 'outside' && { outside_hours: [true] }),
    ...(view === 'refused' && { against_refusal: [true] }),
    ...(authorId && { author_id: [authorId] }),
    ...(customerId && { customer_id: [customerId] }),
    ...(q !== '' && { 'key_points.contains': [q] }),
    ...(days !== null && { 'started_at.gte': `${addDays(today, -days)}T00:00:00Z` }),
    sort: ['-started_at' as const],
    limit: 50,
  };
}

/** Contacts by every method; narrowed to an outcome of calls, the calls alone. */
export const recordsQuery = (choice: RecordsChoice, me: string, today: string) =>
  listOptions(['records', 'list', choice, me, today], (cursor, signal) => {
    const page = cursor === undefined ? { count: 'estimated' as const } : { cursor };
    const common = { ...parametersOf(choice, me, today), ...page };
    if (choice.disposition !== null) {
      const query = { ...common, disposition: [choice.disposition] };
      return unwrap(api.GET('/v1/call-records', { signal, params: { query } }));
    }
    const query = { ...common, ...(choice.method && { method: [choice.method] }) };
    return unwrap(api.GET('/v1/contact-records', { signal, params: { query } }));
  });

export const recordQuery = (id: string) =>
  queryOptions({
    queryKey: ['records', 'one', id],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET('/v1/contact-records/{record_id}', { signal, params: { path: { record_id: id } } })),
  });

/** The sound files of a call, oldest first. */
export const recordingsQuery = (id: string) =>
  queryOptions({
    queryKey: ['records', 'recordings', id],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/v1/call-records/{record_id}/recordings', { signal, params: { path: { record_id: id } } }),
        )
      ).items,
  });

/** Makes a sound file that was sent the call's recording. */
export function useAttachRecording(id: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [403, 409, 422] },
    mutationFn: (fileId: string) =>
      once(`recording:${id}`, fileId, (key) =>
        unwrap(
          api.POST('/v1/call-records/{record_id}/recordings', {
            body: { file_id: fileId },
            params: { path: { record_id: id }, header: { 'Idempotency-Key': key } },
          }),
        ),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: recordingsQuery(id).queryKey }),
  });
}

/** Corrects what was written, with a reason. */
export function useCorrect(record: ContactRecord) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [403, 409, 412, 422] },
    mutationFn: (body: ContactRecordCorrect) =>
      unwrap(
        api.PATCH('/v1/contact-records/{record_id}', {
          body,
          params: { path: { record_id: record.id }, header: { 'If-Match': `"${record.version}"` } },
        }),
      ),
    onSettled: () => again(client),
  });
}

export const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['records'] });
onEvents({
  'contact_record.logged': again,
  'contact_record.completed': again,
  'contact_record.corrected': again,
});
