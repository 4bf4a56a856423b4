import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type Handoff, type Me, api, listOptions, onEvents, once, unwrap } from '@/api';

/** Whose questions are looked at: mine to answer, my department's, nobody's yet, those I asked, or all that I see. */
export const VIEWS = ['mine', 'department', 'asked', 'all'] as const;
export type HandoffView = (typeof VIEWS)[number];

export interface HandoffChoice {
  view: HandoffView;
  /** Answered and told ones too. */
  isClosed: boolean;
}

type Asker = Pick<Me, 'id' | 'department_id'>;

function scopeOf(view: HandoffView, me: Asker) {
  switch (view) {
    case 'mine':
      return { assignee_id: [me.id] };
    case 'department':
      return me.department_id ? { department_id: [me.department_id] } : {};
    case 'asked':
      return { asked_by: [me.id] };
    case 'all':
      return {};
  }
}

/** What still waits: for who answers the open ones, for who asked the answered ones as well, which the customer is to be told. */
const WAITING = {
  mine: ['open'],
  department: ['open'],
  asked: ['open', 'answered'],
  all: ['open', 'answered'],
} as const;

const parametersOf = ({ view, isClosed }: HandoffChoice, me: Asker) => ({
  ...scopeOf(view, me),
  ...(isClosed ? { sort: ['-asked_at' as const] } : { state: [...WAITING[view]], sort: ['due_at' as const] }),
});

export const handoffsQuery = (choice: HandoffChoice, me: Asker) =>
  listOptions(['handoffs', 'list', choice, me.id], (cursor, signal) =>
    unwrap(
      api.GET('/v1/handoffs', {
        signal,
        params: {
          query: {
            ...parametersOf(choice, me),
            limit: 50,
            ...(cursor === undefined ? { count: 'exact' as const } : { cursor }),
          },
        },
      }),
    ),
  );

/** How many wait in each view. */
export const countsQuery = (me: Asker) =>
  queryOptions({
    queryKey: ['handoffs', 'counts', me.id],
    queryFn: async ({ signal }) => {
      const count = async (view: HandoffView) => {
        const query = { ...parametersOf({ view, isClosed: false }, me), limit: 1, count: 'exact' as const };
        return (await unwrap(api.GET('/v1/handoffs', { signal, params: { query } }))).total ?? 0;
      };
      const [mine, department, asked, all] = await Promise.all(VIEWS.map(count));
      return { mine, department, asked, all };
    },
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
  customer_id: string;
  department_id: string;
  question: string;
  answer_within_working_hours: number | null;
}

export function useAsk() {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [403, 404, 422] },
    mutationFn: (body: Asking) =>
      once('handoff:new', body, (key) =>
        unwrap(api.POST('/v1/handoffs', { body, params: { header: { 'Idempotency-Key': key } } })),
      ),
    onSettled: () => again(client),
  });
}

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['handoffs'] });
onEvents({ 'handoff.opened': again, 'handoff.moved': again });
