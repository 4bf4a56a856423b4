import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { type AlertReason, api, listOptions, onEvents, unwrap } from '@/api';

/** What stands in the inbox: decisions, and answers and reviews that somebody must see through. */
export const INBOX = [
  'plan_to_decide',
  'amendment_to_decide',
  'export_to_decide',
  'compensation_to_decide',
  'customer_to_verify',
  'share_to_decide',
  'policy_to_confirm',
  'change_to_decide',
  'refusal_to_lift',
  'answer_to_tell',
  'file_reviews_overdue',
] as const satisfies readonly AlertReason[];

export type InboxReason = (typeof INBOX)[number];

const PAGE = 100;

/** What waits for me, the longest first. */
export const waitingQuery = (kind: InboxReason | null) =>
  listOptions(['alerts', 'waiting', kind], (cursor, signal) =>
    unwrap(
      api.GET('/v1/waiting-for-me', {
        signal,
        params: {
          query: {
            reason: kind === null ? [...INBOX] : [kind],
            limit: PAGE,
            count: 'exact',
            ...(cursor && { cursor }),
          },
        },
      }),
    ),
  );

/** What waited for me and no longer does: decided by me or by who stood in for me. */
export const decidedQuery = (me: string, kind: InboxReason | null) =>
  listOptions(['alerts', 'decided', me, kind], (cursor, signal) =>
    unwrap(
      api.GET('/v1/alerts', {
        signal,
        params: {
          query: {
            owner_id: [me],
            state: ['resolved'],
            reason: kind === null ? [...INBOX] : [kind],
            sort: ['-created_at'],
            limit: 50,
            ...(cursor && { cursor }),
          },
        },
      }),
    ),
  );

/** My plans that wait for somebody's word. */
export const myPlansQuery = queryOptions({
  queryKey: ['plans', 'asked'],
  queryFn: ({ signal }) =>
    unwrap(
      api.GET('/v1/contact-plans', {
        signal,
        params: { query: { owner_id: ['me'], state: ['submitted'], limit: 50 } },
      }),
    ),
});

/** My exports that wait for somebody's word. */
export const myExportsQuery = (me: string) =>
  queryOptions({
    queryKey: ['exports', 'asked', me],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/exports', { signal, params: { query: { requested_by: [me], state: ['requested'], limit: 50 } } }),
      ),
  });

/** My questions to departments that are not answered yet. */
export const myHandoffsQuery = (me: string) =>
  queryOptions({
    queryKey: ['handoffs', 'asked', me],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/handoffs', { signal, params: { query: { asked_by: [me], state: ['open'], limit: 50 } } })),
  });

export const exportQuery = (id: string) =>
  queryOptions({
    queryKey: ['exports', 'one', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/exports/{export_id}', { signal, params: { path: { export_id: id } } })),
  });

export const policyProposalQuery = (id: string) =>
  queryOptions({
    queryKey: ['policies', 'proposal', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/policy-proposals/{proposal_id}', { signal, params: { path: { proposal_id: id } } })),
  });

/** My changes of policy that wait for a second person. */
export const myPolicyProposalsQuery = queryOptions({
  queryKey: ['policies', 'asked'],
  queryFn: ({ signal }) =>
    unwrap(
      api.GET('/v1/policy-proposals', {
        signal,
        params: { query: { proposed_by: ['me'], state: ['proposed'], limit: 50 } },
      }),
    ),
});

export const settingQuery = (key: string) =>
  queryOptions({
    queryKey: ['policies', key, 'setting'],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => unwrap(api.GET('/v1/policies/{key}', { signal, params: { path: { key } } })),
  });

export const exportColumnsQuery = queryOptions({
  queryKey: ['exports', 'columns'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => (await unwrap(api.GET('/v1/exports/columns', { signal }))).items,
});

export const complaintQuery = (id: string) =>
  queryOptions({
    queryKey: ['complaints', 'approval', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/complaints/{complaint_id}', { signal, params: { path: { complaint_id: id } } })),
  });

export const compensationQuery = (complaint: string, id: string) =>
  queryOptions({
    queryKey: ['complaints', 'compensation', complaint, id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/complaints/{complaint_id}/compensations/{compensation_id}', {
          signal,
          params: { path: { complaint_id: complaint, compensation_id: id } },
        }),
      ),
  });

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', 'approval', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/customers/{customer_id}', { signal, params: { path: { customer_id: id } } })),
  });

export const memberQuery = (customer: string, id: string) =>
  queryOptions({
    queryKey: ['customers', 'member', customer, id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/members/{member_id}', {
          signal,
          params: { path: { customer_id: customer, member_id: id } },
        }),
      ),
  });

export const changeQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', 'change', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/change-proposals/{proposal_id}', { signal, params: { path: { proposal_id: id } } })),
  });

export const optOutQuery = (customer: string, id: string) =>
  queryOptions({
    queryKey: ['customers', 'opt-out', customer, id],
    queryFn: async ({ signal }) => {
      const { items } = await unwrap(
        api.GET('/v1/customers/{customer_id}/opt-outs', { signal, params: { path: { customer_id: customer } } }),
      );
      return items.find((each) => each.id === id) ?? null;
    },
  });

export const handoffQuery = (id: string) =>
  queryOptions({
    queryKey: ['handoffs', 'one', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/handoffs/{handoff_id}', { signal, params: { path: { handoff_id: id } } })),
  });

/** Reviews of customers' files that are past their day, of one owner; those that nobody owns, where `owner` is a unit. */
export const reviewsQuery = (owner: string | null) =>
  listOptions(['customers', 'reviews', 'overdue', owner], (cursor, signal) =>
    unwrap(
      api.GET('/v1/customer-reviews', {
        signal,
        params: {
          query: {
            overdue: true,
            ...(owner === null ? { 'owner_id.null': true } : { owner_id: [owner] }),
            limit: 50,
            count: 'exact',
            ...(cursor && { cursor }),
          },
        },
      }),
    ),
  );

const again = (client: QueryClient) => {
  void client.invalidateQueries({ queryKey: ['exports'] });
  void client.invalidateQueries({ queryKey: ['handoffs'] });
};
const policy = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['policies'] });
onEvents({
  'export.requested': again,
  'export.moved': again,
  'handoff.moved': again,
  'policy_proposal.made': policy,
  'policy_proposal.moved': policy,
});
