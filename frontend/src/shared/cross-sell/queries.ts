import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, onEvents, once, unwrap } from '@/api';

const of = (customer: string) => ({ path: { customer_id: customer } });
const keyOf = (customer: string) => ['cross-sell', customer] as const;

/** What the customer may want from what others bought. */
export const promptsQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'prompts'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/customers/{customer_id}/cross-sell-prompts', { signal, params: of(customer) })),
  });

/** What it turned down. */
export const declinedQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'declined'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/customers/{customer_id}/declined-prompts', { signal, params: of(customer) })),
  });

/** What is turned down: a product, or a whole line. */
export type Wanted = { product_id: string } | { product_line: string };

export const decline = (customer: string, wanted: Wanted, reason: string) => {
  const body = { ...wanted, reason };
  return once(`decline:${customer}:${Object.values(wanted).join()}`, body, (key) =>
    unwrap(
      api.POST('/v1/customers/{customer_id}/declined-prompts', {
        body,
        params: { ...of(customer), header: { 'Idempotency-Key': key } },
      }),
    ),
  );
};

export const restore = (customer: string, promptId: string) =>
  unwrap(
    api.DELETE('/v1/customers/{customer_id}/declined-prompts/{prompt_id}', {
      params: { path: { customer_id: customer, prompt_id: promptId } },
    }),
  );

export const again = (client: QueryClient, customer: string) => client.invalidateQueries({ queryKey: keyOf(customer) });

const follow = (client: QueryClient, event: { customer_id?: string | null }) => {
  if (event.customer_id) void again(client, event.customer_id);
};
onEvents({
  'declined_prompt.created': follow,
  'declined_prompt.removed': follow,
  'customer.business_changed': follow,
});
