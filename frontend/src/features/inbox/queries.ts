import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ChangeProposal, type Me, api, listOptions, onEvents, once, unwrap, unwrapTagged } from '@/api';

/** Which proposals: those that wait for me as the owner, those I made, all that I see. */
export const VIEWS = ['mine', 'made', 'all'] as const;
export type ProposalView = (typeof VIEWS)[number];

export interface ProposalChoice {
  view: ProposalView;
  /** Decided ones too. */
  isClosed: boolean;
}

const parametersOf = ({ view, isClosed }: ProposalChoice, me: Pick<Me, 'id'>) => ({
  ...(view === 'mine' && { owner_id: [me.id] }),
  ...(view === 'made' && { proposed_by: [me.id] }),
  ...(!isClosed && { open: [true] }),
});

export const proposalsQuery = (choice: ProposalChoice, me: Pick<Me, 'id'>) =>
  listOptions(['change-proposals', 'list', choice, me.id], (cursor, signal) =>
    unwrap(
      api.GET('/v1/change-proposals', {
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

/** The customer as it stands, to compare with what is proposed. */
export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', 'record', id, 'self'],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET('/v1/customers/{customer_id}', { signal, params: { path: { customer_id: id } } })),
  });

export interface Decided {
  accept: string[];
  decline: string[];
  answer: string | null;
  reason: string | null;
}

export function useDecide(proposal: ChangeProposal) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [403, 409, 412, 422] },
    mutationFn: ({ answer, reason, ...fields }: Decided) => {
      const body = { ...fields, ...(answer && { answer }), ...(reason && { reason }) };
      return once(`proposal:${proposal.id}`, { ...body, version: proposal.version }, (key) =>
        unwrap(
          api.POST('/v1/change-proposals/{proposal_id}/decide', {
            body,
            params: {
              path: { proposal_id: proposal.id },
              header: { 'If-Match': `"${proposal.version}"`, 'Idempotency-Key': key },
            },
          }),
        ),
      );
    },
    onSettled: () => {
      again(client);
      void client.invalidateQueries({ queryKey: ['customers'] });
    },
  });
}

/** What others changed at customers that concern me, the newest first. */
export const changesQuery = (unseen: boolean) =>
  listOptions(['customer-changes', unseen], (cursor, signal) =>
    unwrap(
      api.GET('/v1/customer-changes', {
        signal,
        params: {
          query: {
            limit: 50,
            ...(unseen && { unseen: [true] }),
            ...(cursor === undefined ? { count: 'exact' as const } : { cursor }),
          },
        },
      }),
    ),
  );

/** I have read everything up to then. */
export function useSeen() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (until: string) => unwrap(api.PUT('/v1/customer-changes/seen', { body: { until } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['customer-changes'] }),
  });
}

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['change-proposals'] });
const changed = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['customer-changes'] });
onEvents({
  'change_proposal.made': again,
  'change_proposal.decided': again,
  'customer.updated': changed,
  'customer.transferred': changed,
  'contact.updated': changed,
});
