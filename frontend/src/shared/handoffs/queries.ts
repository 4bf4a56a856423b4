import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { once } from '@/api/idempotency';
import { onEvents } from '@/api/live';
import type { Handoff } from '@/api/types';

/** What a question came from; one of the customer itself has none. */
export interface Origin {
  kind: 'opportunity' | 'complaint';
  id: string;
}

/** Questions to departments that a record gave rise to, the latest first. */
export const handoffsOfQuery = (origin: string) =>
  queryOptions({
    queryKey: ['handoffs', 'of', origin],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/handoffs', {
          signal,
          params: { query: { origin_id: [origin], sort: ['-asked_at'], limit: 20 } },
        }),
      ),
  });

export const handoffQuery = (id: string) =>
  queryOptions({
    queryKey: ['handoffs', 'one', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/handoffs/{handoff_id}', { signal, params: { path: { handoff_id: id } } })),
  });

export type HandoffMove = 'assign' | 'answer' | 'tell';
export type MoveBody = { assignee_id: string } | { answer: string } | { note: string | null };

export function useHandoffMove() {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [403, 409, 412, 422] },
    mutationFn: ({ handoff, move, body }: { handoff: Handoff; move: HandoffMove; body: MoveBody }) =>
      once(`handoff:${handoff.id}:${move}`, { ...body, version: handoff.version }, (key) =>
        unwrap(
          api.POST(`/v1/handoffs/{handoff_id}/moves/${move as 'answer'}`, {
            body: body as { answer: string },
            params: {
              path: { handoff_id: handoff.id },
              header: { 'If-Match': `"${handoff.version}"`, 'Idempotency-Key': key },
            },
          }),
        ),
      ),
    onSuccess: (after) => client.setQueryData(handoffQuery(after.id).queryKey, after),
    onSettled: () => again(client),
  });
}

export interface Asking {
  department_id: string;
  question: string;
  answer_within_working_hours: number | null;
}

/** Passes a question on: about `origin`, or of the customer that it names. */
export function useAsk(of: Origin | { kind: 'customer'; id: string }) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [403, 404, 422] },
    mutationFn: (body: Asking) =>
      once(`handoff:new:${of.id}`, body, (key) => {
        const header = { 'Idempotency-Key': key };
        if (of.kind === 'customer') {
          return unwrap(api.POST('/v1/handoffs', { body: { ...body, customer_id: of.id }, params: { header } }));
        }
        if (of.kind === 'opportunity') {
          const params = { path: { opportunity_id: of.id }, header };
          return unwrap(api.POST('/v1/opportunities/{opportunity_id}/handoffs', { body, params }));
        }
        const params = { path: { complaint_id: of.id }, header };
        return unwrap(api.POST('/v1/complaints/{complaint_id}/handoffs', { body, params }));
      }),
    onSettled: () => again(client),
  });
}

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['handoffs'] });
onEvents({ 'handoff.opened': again, 'handoff.moved': again });
