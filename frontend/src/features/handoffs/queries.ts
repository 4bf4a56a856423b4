import { queryOptions } from '@tanstack/react-query';
import { type Handoff, api, listOptions, once, onEvents, unwrap } from '@/api';
import type { Asked } from '@/shared/addresses/lists';

interface Asker {
  id: string;
  department_id: string | null;
}

const NARROWED: Record<Asked, (me: Asker) => object> = {
  answer: (me) => ({ state: ['open'], ...(me.department_id && { department_id: [me.department_id] }) }),
  mine: (me) => ({ asked_by: [me.id], state: ['open', 'answered'] }),
  told: () => ({ state: ['told_to_customer'], sort: ['-asked_at'] }),
  all: () => ({ sort: ['-asked_at'] }),
};

/** Questions to departments: those to answer, one's own that are not told yet, told ones, or all one sees. */
export const listQuery = (asked: Asked, me: Asker) =>
  listOptions<Handoff>(['handoffs', 'list', asked, me.id], (cursor, signal) =>
    unwrap(
      api.GET('/v1/handoffs', {
        signal,
        params: {
          query: {
            sort: ['due_at'],
            ...NARROWED[asked](me),
            limit: 50,
            ...(cursor ? { cursor } : { count: 'exact' as const }),
          },
        },
      }),
    ),
  );

export const handoffQuery = (id: string) =>
  queryOptions({
    queryKey: ['handoffs', 'one', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/handoffs/{handoff_id}', { signal, params: { path: { handoff_id: id } } })),
  });

export const departmentsQuery = queryOptions({
  queryKey: ['departments', 'all'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/v1/departments', { signal, params: { query: { limit: 200, active: [true] } } }))).items,
});

interface Question {
  customer_id: string;
  department_id: string;
  question: string;
  answer_within_working_hours: number | null;
}

export const ask = (body: Question) =>
  once('handoff', body, (key) =>
    unwrap(api.POST('/v1/handoffs', { body, params: { header: { 'Idempotency-Key': key } } })),
  );

const moved = (handoff: Handoff, key: string) => ({
  path: { handoff_id: handoff.id },
  header: { 'If-Match': `"${handoff.version}"`, 'Idempotency-Key': key },
});

export const assign = (handoff: Handoff, assignee: string) => {
  const body = { assignee_id: assignee };
  return once(`handoff:${handoff.id}:assign`, { ...body, version: handoff.version }, (key) =>
    unwrap(api.POST('/v1/handoffs/{handoff_id}/moves/assign', { body, params: moved(handoff, key) })),
  );
};

export const answer = (handoff: Handoff, text: string) => {
  const body = { answer: text };
  return once(`handoff:${handoff.id}:answer`, { ...body, version: handoff.version }, (key) =>
    unwrap(api.POST('/v1/handoffs/{handoff_id}/moves/answer', { body, params: moved(handoff, key) })),
  );
};

export const tell = (handoff: Handoff, note: string | null) => {
  const body = { note };
  return once(`handoff:${handoff.id}:tell`, { ...body, version: handoff.version }, (key) =>
    unwrap(api.POST('/v1/handoffs/{handoff_id}/moves/tell', { body, params: moved(handoff, key) })),
  );
};

onEvents({
  'handoff.opened': (client) => void client.invalidateQueries({ queryKey: ['handoffs'] }),
  'handoff.moved': (client) => void client.invalidateQueries({ queryKey: ['handoffs'] }),
});
