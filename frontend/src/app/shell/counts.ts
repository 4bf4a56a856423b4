import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { onEvents } from '@/api/live';
import { useMe } from '@/shared/permissions';

/** A count beside a navigation item; `isHot` when a limit was passed. */
export interface NavCount {
  count: number;
  isHot: boolean;
}

/** My alerts that I have not seen; hot when one is critical. */
export function useAlertCount(): NavCount | null {
  const me = useMe();
  const { data } = useQuery({
    queryKey: ['alerts', 'count', me.id],
    enabled: 'alert:read' in me.grants,
    queryFn: async ({ signal }) => {
      const read = (severity?: 'critical') =>
        unwrap(
          api.GET('/v1/alerts', {
            signal,
            params: {
              query: {
                owner_id: [me.id],
                state: ['open'],
                limit: 1,
                count: 'exact',
                ...(severity && { severity: [severity] }),
              },
            },
          }),
        );
      const [all, critical] = await Promise.all([read(), read('critical')]);
      return { count: all.total ?? 0, isHot: (critical.total ?? 0) > 0 };
    },
  });
  return data ?? null;
}

onEvents({
  'alert.opened': (client) => void client.invalidateQueries({ queryKey: ['alerts'] }),
  'alert.acknowledged': (client) => void client.invalidateQueries({ queryKey: ['alerts'] }),
  'alert.resolved': (client) => void client.invalidateQueries({ queryKey: ['alerts'] }),
});
