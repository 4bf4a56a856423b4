import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type DialPlan, type DialPlanCreate, type LeftOutReason, api, onEvents, once, unwrap } from '@/api';

export const plansQuery = queryOptions({
  queryKey: ['dial-plans', 'list'],
  queryFn: ({ signal }) => unwrap(api.GET('/v1/dial-plans', { signal, params: { query: { limit: 30 } } })),
});

/** One plan; while it is being computed, asked for every second. */
export const planQuery = (id: string) =>
  queryOptions({
    queryKey: ['dial-plans', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/v1/dial-plans/{plan_id}', { signal, params: { path: { plan_id: id } } })),
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? 1000 : false),
  });

export const slotsQuery = (id: string, rep: string, day: string) =>
  queryOptions({
    queryKey: ['dial-plans', 'slots', id, rep, day],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/dial-plans/{plan_id}/slots', {
          signal,
          params: { path: { plan_id: id }, query: { rep_id: [rep], day: [day], limit: 200 } },
        }),
      ),
  });

export const leftOutQuery = (id: string, reason: LeftOutReason) =>
  queryOptions({
    queryKey: ['dial-plans', 'left-out', id, reason],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/dial-plans/{plan_id}/left-out', {
          signal,
          params: { path: { plan_id: id }, query: { reason: [reason], limit: 20 } },
        }),
      ),
  });

export const comparisonQuery = (id: string, other: string) =>
  queryOptions({
    queryKey: ['dial-plans', 'compare', id, other],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/dial-plans/{plan_id}/comparison', {
          signal,
          params: { path: { plan_id: id }, query: { other_plan_id: other } },
        }),
      ),
  });

export const teamsQuery = queryOptions({
  queryKey: ['teams', 'all'],
  staleTime: 30 * 60_000,
  queryFn: ({ signal }) => unwrap(api.GET('/v1/teams', { signal, params: { query: { limit: 200 } } })),
});

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['dial-plans'] });

export function useCreate() {
  const client = useQueryClient();
  return (body: DialPlanCreate): Promise<DialPlan> =>
    once('dial-plan', body, (key) =>
      unwrap(api.POST('/v1/dial-plans', { body, params: { header: { 'Idempotency-Key': key } } })),
    ).finally(() => again(client));
}

export function useMove() {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [409, 412] },
    mutationFn: ({ plan, move }: { plan: DialPlan; move: 'apply' | 'discard' }) =>
      once(`${move}:${plan.id}`, plan.version, (key) => {
        const params = {
          path: { plan_id: plan.id },
          header: { 'If-Match': `"${plan.version}"`, 'Idempotency-Key': key },
        };
        return move === 'apply'
          ? unwrap(api.POST('/v1/dial-plans/{plan_id}/moves/apply', { params }))
          : unwrap(api.POST('/v1/dial-plans/{plan_id}/moves/discard', { params }));
      }),
    onSettled: () => {
      again(client);
      void client.invalidateQueries({ queryKey: ['planned-contacts'] });
    },
  });
}

/** What a plan is to heed when it is computed again. */
export interface Wishes {
  pin?: string[];
  exclude?: string[];
  release?: string[];
}

export type Revising = ((wishes: Wishes) => void) | undefined;

export function useRevise() {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [409, 412] },
    mutationFn: ({ plan, wishes }: { plan: DialPlan; wishes: Wishes }) =>
      once(`revise:${plan.id}`, { version: plan.version, wishes }, (key) =>
        unwrap(
          api.POST('/v1/dial-plans/{plan_id}/moves/revise', {
            body: wishes,
            params: {
              path: { plan_id: plan.id },
              header: { 'If-Match': `"${plan.version}"`, 'Idempotency-Key': key },
            },
          }),
        ),
      ),
    onSettled: () => again(client),
  });
}

onEvents({ 'dial_plan.moved': again });
