import { msg } from '@lingui/core/macro';
import {
  CalendarClock,
  ChartColumn,
  CornerUpRight,
  FileDown,
  FileUp,
  History,
  Library,
  ListChecks,
  ScrollText,
  ShieldCheck,
  Stamp,
  Users,
} from 'lucide-react';
import type { NavItem } from './navigation';

/** What is gone to now and then: within each group it follows what stands in navigation.ts. */
export const more: readonly NavItem[] = [
  {
    to: '/duplicates',
    name: msg`Verify and merge`,
    icon: ShieldCheck,
    group: 'sales',
    needs: ['customer:verify', 'customer:merge'],
  },
  { to: '/scripts', name: msg`Scripts`, icon: ScrollText, group: 'sales', needs: ['script:read'], key: 'w' },
  { to: '/records', name: msg`Contact records`, icon: History, group: 'sales', needs: ['record:read'], key: 'r' },
  { to: '/imports', name: msg`Import`, icon: FileUp, group: 'sales', needs: ['import:run'], key: 'i' },
  { to: '/exports', name: msg`Exports`, icon: FileDown, group: 'sales', needs: ['export:run'] },
  { to: '/handoffs', name: msg`Questions`, icon: CornerUpRight, group: 'service', needs: ['handoff:read'], key: 'h' },
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
