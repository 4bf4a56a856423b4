import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMe } from '@/shared/permissions';
import { type NavItem, reachable } from './navigation';

/** What I may go to, of the screens that exist. */
export function useNavigation(): NavItem[] {
  const me = useMe();
  const router = useRouter();
  return useMemo(() => reachable(me, (path) => path in router.routesByPath), [me, router]);
}
