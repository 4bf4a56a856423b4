import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type Grade, type GradeProposal, api, listOptions, once, onEvents, unwrap } from '@/api';

/** Which proposals are looked at. */
export interface Chosen {
  from: Grade | null;
  to: Grade | null;
}

export const proposalsQuery = ({ from, to }: Chosen) =>
  listOptions(['grade-proposals', from, to], (cursor, signal) =>
    unwrap(
      api.GET('/v1/grade-proposals', {
        signal,
        params: {
          query: {
            state: ['open'],
            ...(from && { from_grade: [from] }),
            ...(to && { to_grade: [to] }),
            limit: 50,
            ...(cursor ? { cursor } : { count: 'exact' as const }),
          },
        },
      }),
    ),
  );

/** The last time the grades were worked out; asked again while that is under way. */
export const runQuery = queryOptions({
  queryKey: ['grade-runs'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/v1/grade-runs', { signal }))).items[0] ?? null,
  refetchInterval: ({ state }) => (state.data && state.data.finished_at === null ? 2000 : false),
});

export function useRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST('/v1/grade-runs')),
    onSuccess: () => client.invalidateQueries({ queryKey: ['grade-runs'] }),
  });
}

/** Confirms one proposal. */
export function useConfirm() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (one: GradeProposal) =>
      once(`grade:${one.id}`, {}, (key) =>
        unwrap(
          api.POST('/v1/grade-proposals/{proposal_id}/moves/confirm', {
            body: {},
            params: {
              path: { proposal_id: one.id },
              header: { 'If-Match': `"${one.version}"`, 'Idempotency-Key': key },
            },
          }),
        ),
      ),
    onSettled: () => again(client),
  });
}

export const reject = (one: GradeProposal, reason: string) =>
  unwrap(
    api.POST('/v1/grade-proposals/{proposal_id}/moves/deny', {
      body: { reason },
      params: { path: { proposal_id: one.id }, header: { 'If-Match': `"${one.version}"` } },
    }),
  );

export const confirmAll = ({ from, to }: Chosen, expected: number, reason: string) =>
  unwrap(api.POST('/v1/grade-proposals/confirmations', { body: { from_grade: from, to_grade: to, expected, reason } }));

export const again = (client: QueryClient) => client.invalidateQueries({ queryKey: ['grade-proposals'] });
onEvents({
  'grade_proposal.moved': (client) => void again(client),
  'grade_run.finished': (client) => {
    void again(client);
    void client.invalidateQueries({ queryKey: ['grade-runs'] });
  },
});
