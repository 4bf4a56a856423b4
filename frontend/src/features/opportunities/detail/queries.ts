import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { type Tagged, type Opportunity, api, onEvents, unwrap, unwrapTagged } from '@/api';

const of = (id: string) => ({ path: { opportunity_id: id } });
const key = (part: string, id: string) => ['opportunities', 'one', id, part] as const;

/** One opportunity with the version it was read at. */
export const opportunityQuery = (id: string) =>
  queryOptions({
    queryKey: key('record', id),
    queryFn: ({ signal }): Promise<Tagged<Opportunity>> =>
      unwrapTagged(api.GET('/v1/opportunities/{opportunity_id}', { signal, params: of(id) })),
  });

/** What each move forward, and losing it, asks for, and what of that is there. */
export const criteriaQuery = (id: string) =>
  queryOptions({
    queryKey: key('criteria', id),
    queryFn: ({ signal }) => unwrap(api.GET('/v1/opportunities/{opportunity_id}/criteria', { signal, params: of(id) })),
  });

export const stagesQuery = (id: string) =>
  queryOptions({
    queryKey: key('stages', id),
    queryFn: ({ signal }) => unwrap(api.GET('/v1/opportunities/{opportunity_id}/stages', { signal, params: of(id) })),
  });

export const linesQuery = (id: string) =>
  queryOptions({
    queryKey: key('lines', id),
    queryFn: ({ signal }) => unwrap(api.GET('/v1/opportunities/{opportunity_id}/lines', { signal, params: of(id) })),
  });

export const competitorsQuery = (id: string) =>
  queryOptions({
    queryKey: key('competitors', id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/opportunities/{opportunity_id}/competitors', { signal, params: of(id) })),
  });

export const membersQuery = (id: string) =>
  queryOptions({
    queryKey: key('members', id),
    queryFn: ({ signal }) => unwrap(api.GET('/v1/opportunities/{opportunity_id}/members', { signal, params: of(id) })),
  });

export const followUpsQuery = (id: string) =>
  queryOptions({
    queryKey: key('follow-ups', id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/opportunities/{opportunity_id}/follow-ups', { signal, params: of(id) })),
  });

export const proposalsQuery = (id: string) =>
  queryOptions({
    queryKey: key('proposals', id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/opportunities/{opportunity_id}/proposals', { signal, params: of(id) })),
  });

/** The contract; null as long as none is entered. */
export const contractQuery = (id: string, contractId: string | null) =>
  queryOptions({
    queryKey: [...key('contract', id), contractId],
    queryFn: ({ signal }) =>
      contractId === null
        ? null
        : unwrap(api.GET('/v1/contracts/{contract_id}', { signal, params: { path: { contract_id: contractId } } })),
  });

export const milestonesQuery = (id: string) =>
  queryOptions({
    queryKey: key('milestones', id),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/opportunities/{opportunity_id}/milestones', { signal, params: of(id) })),
  });

export const reviewsQuery = (id: string) =>
  queryOptions({
    queryKey: key('reviews', id),
    queryFn: ({ signal }) => unwrap(api.GET('/v1/opportunities/{opportunity_id}/reviews', { signal, params: of(id) })),
  });

export const needsQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customers', 'needs', customerId],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/customers/{customer_id}/needs', {
          signal,
          params: { path: { customer_id: customerId }, query: { limit: 50 } },
        }),
      ),
  });

/** The customer it is for: grade, place and zone. */
export const customerQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customers', 'one', customerId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/customers/{customer_id}', { signal, params: { path: { customer_id: customerId } } })),
  });

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['opportunities'] });
onEvents({
  'milestone.created': again,
  'milestone.changed': again,
  'milestone.removed': again,
  'milestone.done': again,
  'milestone.undone': again,
  'review_action.given': again,
  'review_action.changed': again,
  'review_action.done': again,
  'review_action.reopened': again,
  'handoff.opened': again,
  'handoff.moved': again,
});
