import { queryOptions } from '@tanstack/react-query';
import { type Me, api, listOptions, unwrap } from '@/api';

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
