import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import {
  Bell,
  Building2,
  CornerUpRight,
  FileDown,
  FileUp,
  ChartColumn,
  History,
  CalendarDays,
  CalendarClock,
  ListChecks,
  Library,
  type LucideIcon,
  MessageSquareWarning,
  Phone,
  ScrollText,
  ShieldCheck,
  SquareKanban,
  Stamp,
  Sun,
  Users,
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
 * Everything one can go to, in its order; an item comes with its screen, for each weighs on every first visit. What a
 * role may not see is absent, not greyed.
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
  { to: '/scripts', name: msg`Scripts`, icon: ScrollText, group: 'sales', needs: ['script:read'], key: 'w' },
  {
    to: '/duplicates',
    name: msg`Verify and merge`,
    icon: ShieldCheck,
    group: 'sales',
    needs: ['customer:verify', 'customer:merge'],
  },
  { to: '/records', name: msg`Contact records`, icon: History, group: 'sales', needs: ['record:read'], key: 'r' },
  { to: '/imports', name: msg`Import`, icon: FileUp, group: 'sales', needs: ['import:run'], key: 'i' },
  { to: '/exports', name: msg`Exports`, icon: FileDown, group: 'sales', needs: ['export:run'] },
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
  { to: '/setup', name: msg`Start here`, icon: ListChecks, group: 'manage', needs: ['organisation:write'] },
  {
    to: '/people',
    name: msg`People and permissions`,
    icon: Users,
    group: 'manage',
    needs: ['user:write', 'history:system'],
  },
  {
    to: '/policies',
    name: msg`Policy settings`,
    icon: ScrollText,
    group: 'manage',
    needs: ['policy:write', 'history:system', 'refusal:override'],
  },
  {
    to: '/dashboard',
    name: msg`Dashboard`,
    icon: ChartColumn,
    group: 'manage',
    needs: ['opportunity:read', 'complaint:read'],
  },
  { to: '/products', name: msg`Company data`, icon: Library, group: 'manage', needs: ['product:read'] },
  { to: '/history', name: msg`History`, icon: History, group: 'manage', needs: ['history:read'] },
  {
    to: '/calendars',
    name: msg`Working calendars`,
    icon: CalendarClock,
    group: 'manage',
    needs: ['calendar:write', 'history:system', 'refusal:override'],
  },
];

/** What somebody may go to, of what has been built. */
export function reachable(me: Pick<Me, 'grants'>, exists: (path: string) => boolean): NavItem[] {
  return navigation.filter((item) => {
    const permitted = item.needs.length === 0 || item.needs.some((permission) => may(me, permission));
    return permitted && (item.to === '/alerts' || exists(item.to));
  });
}
