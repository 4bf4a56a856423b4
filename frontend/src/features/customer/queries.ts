import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { type Method, type TimelineKind, api, listOptions, onEvents, unwrap, unwrapTagged } from '@/api';

const of = (customer: string) => ({ path: { customer_id: customer } });
/** Keys of one customer's caches: all of them begin so. */
export const keyOf = (customer: string) => ['customers', 'record', customer] as const;

export const readCustomer = (customer: string, signal?: AbortSignal) =>
  unwrapTagged(api.GET('/v1/customers/{customer_id}', { ...(signal && { signal }), params: of(customer) }));

export const customerQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'self'],
    queryFn: ({ signal }) => readCustomer(customer, signal),
  });

export const overviewQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'overview'],
    queryFn: ({ signal }) => unwrap(api.GET('/v1/customers/{customer_id}/overview', { signal, params: of(customer) })),
  });

export const contactsQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'contacts'],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/contacts', { signal, params: { ...of(customer), query: { limit: 100 } } }),
      ),
  });

export const needsQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'needs'],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/needs', { signal, params: { ...of(customer), query: { limit: 100 } } }),
      ),
  });

export const interestsQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'product-interests'],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/product-interests', {
          signal,
          params: { ...of(customer), query: { limit: 100 } },
        }),
      ),
  });

/** How promising it is while it has not bought. */
export const leadScoreQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'lead-score'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/customers/{customer_id}/lead-score', { signal, params: of(customer) })),
  });

/** What the company sells, by id. */
export const productsQuery = queryOptions({
  queryKey: ['products', 'by-id'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(api.GET('/v1/products', { signal, params: { query: { limit: 200 } } }));
    return new Map(items.map((product) => [product.id, product]));
  },
});

export const ordersQuery = (customer: string) =>
  listOptions([...keyOf(customer), 'orders'], (cursor, signal) =>
    unwrap(
      api.GET('/v1/customers/{customer_id}/orders', {
        signal,
        params: { ...of(customer), query: { limit: 50, ...(cursor !== undefined && { cursor }) } },
      }),
    ),
  );

export const installedQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'installed'],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/installed-products', {
          signal,
          params: { ...of(customer), query: { limit: 100 } },
        }),
      ),
  });

export const opportunitiesQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'opportunities'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/opportunities', { signal, params: { query: { customer_id: [customer], limit: 100 } } })),
  });

export const complaintsQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'complaints'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/complaints', { signal, params: { query: { customer_id: [customer], limit: 100 } } })),
  });

/** What is planned with the customer, the next first. */
export const plannedQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'planned'],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/planned-contacts', {
          signal,
          params: {
            query: {
              customer_id: [customer],
              state: ['planned'],
              plan_state: ['active'],
              sort: ['due_from'],
              limit: 5,
            },
          },
        }),
      ),
  });

/** What policy owes the customer, by which rule, and the next care occasion. */
export const dutyQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'duty'],
    queryFn: async ({ signal }) => {
      const query = { customer_id: [customer], limit: 1 };
      return (await unwrap(api.GET('/v1/duties', { signal, params: { query } }))).items[0] ?? null;
    },
  });

export const membersQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'members'],
    queryFn: ({ signal }) => unwrap(api.GET('/v1/customers/{customer_id}/members', { signal, params: of(customer) })),
  });

/** Who is told what others change at the customer. */
export const followersQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'followers'],
    queryFn: ({ signal }) => unwrap(api.GET('/v1/customers/{customer_id}/followers', { signal, params: of(customer) })),
  });

export const transfersQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'transfers'],
    queryFn: ({ signal }) => unwrap(api.GET('/v1/customers/{customer_id}/transfers', { signal, params: of(customer) })),
  });

export const optOutsQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'opt-outs'],
    queryFn: ({ signal }) => unwrap(api.GET('/v1/customers/{customer_id}/opt-outs', { signal, params: of(customer) })),
  });

export const consentsQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'consents'],
    queryFn: ({ signal }) => unwrap(api.GET('/v1/customers/{customer_id}/consents', { signal, params: of(customer) })),
  });

/** Other customers that may be the same company. */
export const pairsQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'pairs'],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/duplicate-pairs', {
          signal,
          params: { query: { customer_id: [customer], state: ['open'], limit: 5 } },
        }),
      ),
  });

/** The latest complete review of the record, and the one that is due. */
export const reviewQuery = (customer: string) =>
  queryOptions({
    queryKey: [...keyOf(customer), 'reviews'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/customer-reviews', { signal, params: { query: { customer_id: [customer], limit: 10 } } })),
  });

/** The company's own fields in use. */
export const ownFieldsQuery = queryOptions({
  queryKey: ['custom-fields', 'active'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/v1/custom-fields', { signal, params: { query: { active: [true], limit: 100 } } }))).items,
});

export const historyQuery = (customer: string) =>
  listOptions([...keyOf(customer), 'history'], (cursor, signal) =>
    unwrap(
      api.GET('/v1/history', {
        signal,
        params: { query: { customer_id: [customer], limit: 50, ...(cursor !== undefined && { cursor }) } },
      }),
    ),
  );

/** What of the timeline is asked for. */
export interface TimelinePart {
  kinds: readonly TimelineKind[];
  method: Method | null;
}

export const timelineQuery = (customer: string, { kinds, method }: TimelinePart) =>
  listOptions([...keyOf(customer), 'timeline', kinds, method], (cursor, signal) =>
    unwrap(
      api.GET('/v1/customers/{customer_id}/timeline', {
        signal,
        params: {
          ...of(customer),
          query: {
            limit: 50,
            ...(kinds.length > 0 && { kind: [...kinds] }),
            ...(method !== null && { method: [method] }),
            ...(cursor !== undefined && { cursor }),
          },
        },
      }),
    ),
  );

const again = (client: QueryClient, event: { customer_id?: string | null }) => {
  if (event.customer_id) void client.invalidateQueries({ queryKey: keyOf(event.customer_id) });
};
onEvents({
  'customer.updated': again,
  'customer.transferred': again,
  'customer.archived': again,
  'customer.unarchived': again,
  'customer.verification_moved': again,
  'customer.key_decided': again,
  'customer.grade_decided': again,
  'customer.opted_out': again,
  'customer.opt_out_lifted': again,
  'customer.consented': again,
  'customer.consent_withdrawn': again,
  'customer.shared': again,
  'customer.unshared': again,
  'contact_record.logged': again,
  'planned_contact.planned': again,
  'planned_contact.changed': again,
  'planned_contact.done': again,
});

const DAY = 86_400_000;

/** When they may be called in the coming days, and the hours that they asked for. */
export const hoursQuery = (customerId: string, contactId: string | null) =>
  queryOptions({
    queryKey: ['customer', customerId, 'hours', contactId],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/callable-windows', {
          signal,
          params: {
            query: {
              customer_id: customerId,
              ...(contactId !== null && { contact_id: contactId }),
              from: new Date().toISOString(),
              to: new Date(Date.now() + 7 * DAY).toISOString(),
            },
          },
        }),
      ),
  });
