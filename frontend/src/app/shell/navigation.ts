import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import {
  BarChart3,
  Bell,
  Building2,
  Calendar,
  ChartNoAxesCombined,
  CornerUpRight,
  FileUp,
  Gift,
  GraduationCap,
  Lightbulb,
  type LucideIcon,
  Medal,
  MessageSquareWarning,
  Phone,
  Plug,
  ScrollText,
  Settings2,
  ShieldCheck,
  SquareKanban,
  Stamp,
  Sun,
  ThumbsUp,
  Ticket,
  Timer,
  Users,
  UsersRound,
  FileChartColumn,
} from 'lucide-react';
import type { Me, Permission } from '@/api';
import { may } from '@/shared/permissions';

export type NavGroup = 'daily' | 'sales' | 'service' | 'manage' | 'own';

export interface NavItem {
  /** The path of the screen; the item shows once the screen exists. `null`: opens the alerts. */
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
  manage: msg`Management`,
  own: msg`Mine`,
};

/** Everything one can go to, in its order. What a role may not see is absent, not greyed. */
export const navigation: readonly NavItem[] = [
  { to: '/today', name: msg`Today`, icon: Sun, group: 'daily', needs: [], key: 't' },
  { to: '/dial', name: msg`Dial`, icon: Phone, group: 'daily', needs: ['record:write'], key: 'd' },
  { to: '/team', name: msg`My team`, icon: UsersRound, group: 'daily', needs: ['plan:approve'] },
  { to: '/plans', name: msg`Plans`, icon: Calendar, group: 'daily', needs: ['plan:read'], key: 'p' },
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
  { to: '/forecast', name: msg`Forecast`, icon: ChartNoAxesCombined, group: 'sales', needs: ['opportunity:read'] },
  { to: '/scripts', name: msg`Scripts`, icon: ScrollText, group: 'sales', needs: ['record:read'] },
  {
    to: '/duplicates',
    name: msg`Verify and merge`,
    icon: ShieldCheck,
    group: 'sales',
    needs: ['customer:verify', 'customer:merge'],
  },
  { to: '/imports', name: msg`Import and export`, icon: FileUp, group: 'sales', needs: ['import:run', 'export:run'] },
  { to: '/tickets', name: msg`Tickets`, icon: Ticket, group: 'service', needs: ['complaint:read'] },
  {
    to: '/complaints',
    name: msg`Complaints`,
    icon: MessageSquareWarning,
    group: 'service',
    needs: ['complaint:read'],
    key: 's',
  },
  { to: '/handoffs', name: msg`Handoffs`, icon: CornerUpRight, group: 'service', needs: ['handoff:read'] },
  { to: '/care', name: msg`Customer care`, icon: Gift, group: 'service', needs: ['plan:read'] },
  { to: '/surveys', name: msg`Satisfaction`, icon: ThumbsUp, group: 'service', needs: ['complaint:read'] },
  {
    to: '/approvals',
    name: msg`Approvals`,
    icon: Stamp,
    group: 'manage',
    needs: ['plan:approve', 'export:approve', 'compensation:approve'],
    key: 'a',
  },
  {
    to: '/dashboard',
    name: msg`Figures`,
    icon: BarChart3,
    group: 'manage',
    needs: ['plan:approve', 'history:system'],
    key: 'b',
  },
  { to: '/duties', name: msg`Contact duties`, icon: Timer, group: 'manage', needs: ['plan:approve'] },
  { to: '/reports', name: msg`Reports`, icon: FileChartColumn, group: 'manage', needs: ['plan:approve'] },
  { to: '/assessments', name: msg`Assessment`, icon: Medal, group: 'manage', needs: ['plan:approve'] },
  { to: '/people', name: msg`People and permissions`, icon: Users, group: 'manage', needs: ['user:write'] },
  { to: '/policies', name: msg`Policy`, icon: Settings2, group: 'manage', needs: ['policy:write', 'history:system'] },
  { to: '/integrations', name: msg`Integrations`, icon: Plug, group: 'manage', needs: ['organisation:write'] },
  { to: '/training', name: msg`Training`, icon: GraduationCap, group: 'own', needs: [] },
  { to: '/suggestions', name: msg`Suggestions`, icon: Lightbulb, group: 'own', needs: [] },
];

/** What somebody may go to, of what has been built. */
export function reachable(me: Pick<Me, 'grants'>, exists: (path: string) => boolean): NavItem[] {
  return navigation.filter((item) => {
    const permitted = item.needs.length === 0 || item.needs.some((permission) => may(me, permission));
    return permitted && (item.to === '/alerts' || exists(item.to));
  });
}
