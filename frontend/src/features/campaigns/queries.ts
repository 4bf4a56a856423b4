import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type Campaign,
  type CampaignCreate,
  type CampaignState,
  api,
  listOptions,
  onEvents,
  once,
  unwrap,
} from '@/api';

export type Standing = 'all' | CampaignState;

export const campaignsQuery = (standing: Standing) =>
  listOptions(['campaigns', 'list', standing], (cursor, signal) =>
    unwrap(
      api.GET('/v1/campaigns', {
        signal,
        params: {
          query: {
            limit: 30,
            ...(standing !== 'all' && { state: [standing] }),
            ...(cursor ? { cursor } : { count: 'exact' as const }),
          },
        },
      }),
    ),
  );

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'one', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/campaigns/{campaign_id}', { signal, params: { path: { campaign_id: id } } })),
  });

export const customersQuery = (id: string) =>
  listOptions(['campaigns', 'customers', id], (cursor, signal) =>
    unwrap(
      api.GET('/v1/campaigns/{campaign_id}/customers', {
        signal,
        params: { path: { campaign_id: id }, query: { limit: 50, ...(cursor && { cursor }) } },
      }),
    ),
  );

export const callersQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'callers', id],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/v1/campaigns/{campaign_id}/callers', { signal, params: { path: { campaign_id: id } } })))
        .items,
  });

export const sourcesQuery = (since: string | null) =>
  queryOptions({
    queryKey: ['campaigns', 'sources', since],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/source-results', { signal, params: { query: since === null ? {} : { since } } })),
  });

/** The saved views one may use: what a segment is. */
export const segmentsQuery = queryOptions({
  queryKey: ['saved-views', 'segments'],
  queryFn: async ({ signal }) =>
    (
      await unwrap(
        api.GET('/v1/saved-views', { signal, params: { query: { list_name: ['customers' as const], limit: 200 } } }),
      )
    ).items,
});

/** How many customers of a segment the reader sees. */
export const segmentCountQuery = (id: string) =>
  queryOptions({
    queryKey: ['saved-views', 'count', id],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/v1/saved-views/{view_id}/count', { signal, params: { path: { view_id: id } } }))).count,
  });

export const scriptsQuery = queryOptions({
  queryKey: ['scripts', 'choices'],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/v1/scripts', { signal, params: { query: { limit: 200 } } }))).items,
});

export const teamsQuery = queryOptions({
  queryKey: ['teams', 'all'],
  staleTime: 30 * 60_000,
  queryFn: ({ signal }) => unwrap(api.GET('/v1/teams', { signal, params: { query: { limit: 200 } } })),
});

export const baseCurrencyQuery = queryOptions({
  queryKey: ['exchange-rates', 'in-force'],
  staleTime: 30 * 60_000,
  queryFn: ({ signal }) => unwrap(api.GET('/v1/exchange-rates/in-force', { signal, params: { query: {} } })),
});

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['campaigns'] });

/** Enters a campaign, or changes what is given of one. */
export function useSave(campaign: Campaign | null) {
  const client = useQueryClient();
  return (body: CampaignCreate, changed: Partial<CampaignCreate>): Promise<Campaign> => {
    const sent = campaign
      ? unwrap(
          api.PATCH('/v1/campaigns/{campaign_id}', {
            body: changed,
            params: { path: { campaign_id: campaign.id }, header: { 'If-Match': `"${campaign.version}"` } },
          }),
        )
      : once('campaign', body, (key) =>
          unwrap(api.POST('/v1/campaigns', { body, params: { header: { 'Idempotency-Key': key } } })),
        );
    return sent.finally(() => again(client));
  };
}

export type Move = 'start' | 'end' | 'cancel';

/** Makes a move of the campaign as it was read. */
export function useMove(campaign: Campaign) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [403, 409, 412, 422] },
    mutationFn: ({ move, reason }: { move: Move; reason?: string }) => {
      const body = reason === undefined ? {} : { reason };
      return once(`campaign:${campaign.id}:${move}:${campaign.version}`, body, (key) =>
        unwrap(
          api.POST(`/v1/campaigns/{campaign_id}/moves/${move}` as '/v1/campaigns/{campaign_id}/moves/cancel', {
            body: body as { reason: string },
            params: {
              path: { campaign_id: campaign.id },
              header: { 'If-Match': `"${campaign.version}"`, 'Idempotency-Key': key },
            },
          }),
        ),
      );
    },
    onSettled: () => again(client),
  });
}

onEvents({ 'campaign.changed': again, 'campaign.moved': again });
