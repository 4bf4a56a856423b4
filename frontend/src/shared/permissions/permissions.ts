import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, unwrapTagged } from '@/api/client';
import type { Me, Permission, Scope } from '@/api/types';

const REACH: Scope[] = ['own', 'team', 'department', 'company'];

/** Who I am and what I may do, with the ETag for changing my profile. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => unwrapTagged(api.GET('/v1/me', { signal })),
  staleTime: 5 * 60_000,
});

/** Me. Only below the shell, which has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data.data;
}

/** Whether somebody holds a permission, as far as `reach` at least. What one may do with one record is in its `allowed_moves`. */
export function may(me: Pick<Me, 'grants'>, permission: Permission, reach: Scope = 'own'): boolean {
  const held = me.grants[permission];
  return held !== undefined && REACH.indexOf(held) >= REACH.indexOf(reach);
}

/** Whether I hold a permission. */
export function useMay(permission: Permission, reach: Scope = 'own'): boolean {
  return may(useMe(), permission, reach);
}
