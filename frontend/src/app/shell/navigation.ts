import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import {
  Bell,
  Building2,
  CalendarDays,
  CornerUpRight,
  type LucideIcon,
  MessageSquareWarning,
  Phone,
  SquareKanban,
  Stamp,
  Sun,
} from 'lucide-react';
import type { Me, Permission } from '@/api';
import { may } from '@/shared/permissions';

export type NavGroup = 'daily' | 'sales' | 'service' | 'manage' | 'own';

export interface NavItem {
  /** The path of the screen; `/alerts` opens the drawer. */
  to: string;
  name: MessageDescriptor;
  icon: LucideIcon;
  group: NavGroup;
  /** Any of these opens it; none needed when empty. */
  needs: readonly Permission[];
  /** `g` and then this key. */
  key?: string;
}

export const groupNames: Record<NavGroup, MessageDescriptor | null> = {
  daily: null,
  sales: msg`Customers and sales`,
  service: msg`Service`,
  manage: msg({ context: 'navigation', message: 'Management' }),
  own: msg`Mine`,
};

/**
 * Where people go all day, in its order. What is gone to now and then stands in navigation-more.ts, which comes after
 * the first screen: each item weighs on every first visit. What a role may not see is absent, not greyed.
 */
export const navigation: readonly NavItem[] = [
  { to: '/today', name: msg`Today`, icon: Sun, group: 'daily', needs: [], key: 't' },
  { to: '/dial', name: msg`Dial`, icon: Phone, group: 'daily', needs: ['record:write'], key: 'd' },
  { to: '/plans', name: msg`Plans`, icon: CalendarDays, group: 'daily', needs: ['plan:read'], key: 'p' },
  { to: '/alerts', name: msg`Alerts`, icon: Bell, group: 'daily', needs: ['alert:read'] },
  { to: '/customers', name: msg`Customers`, icon: Building2, group: 'sales', needs: ['customer:read'], key: 'c' },
  {
    to: '/opportunities',
    name: msg`Opportunities`,
    icon: SquareKanban,
    group: 'sales',
    needs: ['opportunity:read'],
    key: 'o',
  },
  { to: '/handoffs', name: msg`Questions`, icon: CornerUpRight, group: 'service', needs: ['handoff:read'], key: 'h' },
  {
    to: '/complaints',
    name: msg`Complaints`,
    icon: MessageSquareWarning,
    group: 'service',
    needs: ['complaint:read'],
    key: 's',
  },
  { to: '/approvals', name: msg`Approvals`, icon: Stamp, group: 'manage', needs: ['alert:read'], key: 'a' },
];

/** What somebody may go to, of what has been built. */
export function reachable(
  items: readonly NavItem[],
  me: Pick<Me, 'grants'>,
  exists: (path: string) => boolean,
): NavItem[] {
  return items.filter((item) => {
    const permitted = item.needs.length === 0 || item.needs.some((permission) => may(me, permission));
    return permitted && (item.to === '/alerts' || exists(item.to));
  });
}
