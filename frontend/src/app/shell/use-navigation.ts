import { queryOptions, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMe } from '@/shared/permissions';
import { type NavItem, navigation, reachable } from './navigation';

const moreQuery = queryOptions({
  queryKey: ['navigation'],
  staleTime: Infinity,
  gcTime: Infinity,
  queryFn: async () => (await import('./navigation-more')).more,
});

/** What I may go to, of the screens that exist. */
export function useNavigation(): NavItem[] {
  const me = useMe();
  const router = useRouter();
  const { data: more } = useQuery(moreQuery);
  return useMemo(
    () => reachable([...navigation, ...(more ?? [])], me, (path) => path in router.routesByPath),
    [me, router, more],
  );
}
