import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api';
import { useMay } from '@/shared/permissions';

/** The campaigns one sees, the newest first: what a source may name. */
export const campaignChoicesQuery = queryOptions({
  queryKey: ['campaigns', 'choices'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(api.GET('/v1/campaigns', { signal, params: { query: { limit: 100 } } }));
    return items.map(({ id, name }) => ({ id, name }));
  },
});

const NONE: { id: string; name: string }[] = [];

/** Campaigns by name, as far as one sees any. */
export function useCampaigns(): readonly { id: string; name: string }[] {
  const seesThem = useMay('campaign:read');
  return useQuery({ ...campaignChoicesQuery, enabled: seesThem }).data ?? NONE;
}
