import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api';
import { plansKey } from '@/shared/plans/queries';

/** The plans of mine that run or are drafted, and take contacts of any customer without a decision. */
export const myPlansQuery = (me: string) =>
  queryOptions({
    queryKey: [...plansKey, 'to fill', me],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/v1/contact-plans', {
            signal,
            params: {
              query: { owner_id: [me], state: ['draft', 'active'], kind: ['follow_up', 'dial'], limit: 50 },
            },
          }),
        )
      ).items,
  });

const MOST_OWNERS = 200;

/** The running plan of each person whose plans I see, by whose it is. */
export const runningPlansQuery = queryOptions({
  queryKey: [...plansKey, 'running'],
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(
      api.GET('/v1/contact-plans', {
        signal,
        params: { query: { standing: [true], kind: ['follow_up'], state: ['active'], limit: MOST_OWNERS } },
      }),
    );
    return new Map(items.map((plan) => [plan.owner_id, plan.id]));
  },
});
