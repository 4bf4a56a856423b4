import { type QueryClient, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type Policy, type PolicyProposal, api, isApiError, onEvents, once, unwrap } from '@/api';
import { draftNames } from '@/api/drafts';

/** Every setting as it is now. */
export const policiesQuery = queryOptions({
  queryKey: ['policies'],
  queryFn: ({ signal }) => unwrap(api.GET('/v1/policies', { signal, params: { query: {} } })),
  select: ({ items }): Policy[] => items,
});

const of = (key: string) => ({ path: { key } });

/** Every decision about a setting, the latest first. */
export const versionsQuery = (key: string) =>
  queryOptions({
    queryKey: ['policies', key, 'versions'],
    queryFn: ({ signal }) => unwrap(api.GET('/v1/policies/{key}/versions', { signal, params: of(key) })),
    select: ({ items }) => items.toSorted((one, other) => other.number - one.number),
  });

export interface Considered {
  value: unknown;
  /** Null is at once. */
  effective_from: string | null;
}

/** What a decision would do, or what is wrong with it: a 422 is an answer here. */
export const previewQuery = (policy: Pick<Policy, 'key' | 'revision'>, { value, effective_from }: Considered) =>
  queryOptions({
    queryKey: ['policies', policy.key, 'preview', policy.revision, value, effective_from],
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      try {
        const body = { value: value, effective_from };
        const found = await unwrap(api.POST('/v1/policies/{key}/preview', { signal, body, params: of(policy.key) }));
        return { found, faults: [] };
      } catch (error) {
        if (!isApiError(error) || error.status !== 422) throw error;
        return { found: null, faults: error.problem.errors ?? [] };
      }
    },
  });

/** Decides: the value holds from now or the given moment on. */
export function decide({ key, revision }: Policy, body: Considered & { reason: string }) {
  return once(`policy:${key}`, { revision, ...body }, (intent) =>
    unwrap(
      api.POST('/v1/policies/{key}/versions', {
        body: body,
        params: { ...of(key), header: { 'If-Match': `"${revision}"`, 'Idempotency-Key': intent } },
      }),
    ),
  );
}

/** The change of a setting that waits for a second person, if there is one. */
export const waitingQuery = (key: string) =>
  queryOptions({
    queryKey: ['policies', key, 'proposal'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/policy-proposals', { signal, params: { query: { key: [key], state: ['proposed'] } } })),
    select: ({ items }): PolicyProposal | null => items[0] ?? null,
  });

type Proposed = { reason: string } & (Considered | { withdraws: number });

/** Proposes a value, or the withdrawal of a version, to whoever else decides on the policy. */
export function propose({ key, revision }: Policy, body: Proposed) {
  return once(`policy:${key}:proposal`, { revision, ...body }, (intent) =>
    unwrap(
      api.POST('/v1/policies/{key}/proposals', {
        body,
        params: { ...of(key), header: { 'If-Match': `"${revision}"`, 'Idempotency-Key': intent } },
      }),
    ),
  );
}

export type ProposalMove = 'confirm' | 'deny' | 'withdraw';

/** Decides about a proposal, or takes it back. */
export function moveProposal({ id, version }: PolicyProposal, move: ProposalMove, reason: string) {
  return once(`policy-proposal:${id}:${move}`, reason, (intent) => {
    const params = { path: { proposal_id: id }, header: { 'If-Match': `"${version}"`, 'Idempotency-Key': intent } };
    const body = { reason: reason || null };
    switch (move) {
      case 'confirm':
        return unwrap(api.POST('/v1/policy-proposals/{proposal_id}/moves/confirm', { body, params }));
      case 'deny':
        return unwrap(api.POST('/v1/policy-proposals/{proposal_id}/moves/deny', { body: { reason }, params }));
      case 'withdraw':
        return unwrap(api.POST('/v1/policy-proposals/{proposal_id}/moves/withdraw', { body, params }));
    }
  });
}

/** Takes back a version before its time. */
export function withdraw({ key, revision }: Policy, number: number, reason: string) {
  return unwrap(
    api.DELETE('/v1/policies/{key}/versions/{number}', {
      params: { path: { key, number }, query: { reason }, header: { 'If-Match': `"${revision}"` } },
    }),
  );
}

/** Settings that I have begun to change; asked again whenever another one is opened. */
export const draftsQuery = (personId: string, openKey: string | null) =>
  queryOptions({
    queryKey: ['policy-drafts', personId, openKey],
    queryFn: async () => new Set((await draftNames(personId)).map((name) => name.replace(/^policy:/, ''))),
    placeholderData: keepPreviousData,
  });

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['policies'] });
onEvents({
  'policy.changed': again,
  'policy.withdrawn': again,
  'policy_proposal.made': again,
  'policy_proposal.moved': again,
});
