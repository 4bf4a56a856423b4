import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Permission, Role } from '@/api';
import { i18n } from '@/shared/i18n';

/* What permissions are called, in the chapters of the page of roles. */

export interface PermissionGroup {
  id: string;
  name: MessageDescriptor;
  permissions: readonly Permission[];
}

const names: Record<Permission, MessageDescriptor> = {
  'customer:read': msg({ context: 'permission', message: 'See customers' }),
  'customer:suggest': msg({ context: 'permission', message: 'Suggest changes of customers' }),
  'customer:write': msg({ context: 'permission', message: 'Enter and change customers' }),
  'customer:verify': msg({ context: 'permission', message: 'Verify customers' }),
  'customer:decide': msg({ context: 'permission', message: 'Decide on grade and key customers' }),
  'customer:share': msg({ context: 'permission', message: 'Share customers' }),
  'view:share': msg({ context: 'permission', message: 'Share saved views' }),
  'share:approve': msg({ context: 'permission', message: 'Approve sharing' }),
  'customer:transfer': msg({ context: 'permission', message: 'Transfer customers' }),
  'customer:merge': msg({ context: 'permission', message: 'Merge duplicates' }),
  'refusal:override': msg({ context: 'permission', message: 'Lift refusals of contact' }),
  'note:read': msg({ context: 'permission', message: 'Read notes' }),
  'note:write': msg({ context: 'permission', message: 'Write notes' }),
  'file:read': msg({ context: 'permission', message: 'Read files' }),
  'file:write': msg({ context: 'permission', message: 'Add files' }),
  'import:run': msg({ context: 'permission', message: 'Import' }),
  'import:screen': msg({ context: 'permission', message: 'Screen imports' }),
  'export:run': msg({ context: 'permission', message: 'Export' }),
  'export:approve': msg({ context: 'permission', message: 'Approve exports' }),
  'plan:read': msg({ context: 'permission', message: 'See contact plans' }),
  'plan:write': msg({ context: 'permission', message: 'Plan contacts' }),
  'plan:approve': msg({ context: 'permission', message: 'Approve revisit plans' }),
  'record:read': msg({ context: 'permission', message: 'See contact records' }),
  'record:write': msg({ context: 'permission', message: 'Call and record' }),
  'handoff:read': msg({ context: 'permission', message: 'See questions to departments' }),
  'handoff:write': msg({ context: 'permission', message: 'Ask departments' }),
  'handoff:answer': msg({ context: 'permission', message: 'Answer for a department' }),
  'opportunity:read': msg({ context: 'permission', message: 'See opportunities' }),
  'opportunity:write': msg({ context: 'permission', message: 'Work on opportunities' }),
  'opportunity:manage': msg({ context: 'permission', message: 'Move opportunities back, manage them' }),
  'complaint:read': msg({ context: 'permission', message: 'See complaints' }),
  'complaint:write': msg({ context: 'permission', message: 'Register complaints' }),
  'complaint:handle': msg({ context: 'permission', message: 'Handle complaints' }),
  'complaint:escalate': msg({ context: 'permission', message: 'Escalate complaints' }),
  'compensation:approve': msg({ context: 'permission', message: 'Approve compensation, up to a limit' }),
  'alert:read': msg({ context: 'permission', message: 'See alerts' }),
  'event:read': msg({ context: 'permission', message: 'Follow what happens' }),
  'history:read': msg({ context: 'permission', message: 'See who changed what' }),
  'history:system': msg({ context: 'permission', message: 'See the history of the system' }),
  'policy:read': msg({ context: 'permission', message: 'See policy settings' }),
  'policy:write': msg({ context: 'permission', message: 'Decide on policy settings' }),
  'calendar:write': msg({ context: 'permission', message: 'Keep working calendars' }),
  'user:read': msg({ context: 'permission', message: 'See colleagues' }),
  'user:write': msg({ context: 'permission', message: 'Manage people' }),
  'organisation:write': msg({ context: 'permission', message: 'Manage teams and departments' }),
  'api_key:write': msg({ context: 'permission', message: 'Make API keys' }),
  'product:read': msg({ context: 'permission', message: 'See products and markets' }),
  'product:write': msg({ context: 'permission', message: 'Keep products and markets' }),
  'rate:read': msg({ context: 'permission', message: 'See exchange rates' }),
  'rate:write': msg({ context: 'permission', message: 'Keep exchange rates' }),
  'field:read': msg({ context: 'permission', message: 'See custom fields' }),
  'field:write': msg({ context: 'permission', message: 'Keep custom fields' }),
  'roster:read': msg({ context: 'permission', message: 'See shifts and leave' }),
  'roster:write': msg({ context: 'permission', message: 'Plan shifts and leave' }),
  'target:read': msg({ context: 'permission', message: 'See targets of a month' }),
  'target:write': msg({ context: 'permission', message: 'Set targets of a month' }),
  'campaign:read': msg({ context: 'permission', message: 'See campaigns' }),
  'campaign:write': msg({ context: 'permission', message: 'Make and run campaigns' }),
  'script:read': msg({ context: 'permission', message: 'See scripts' }),
  'script:write': msg({ context: 'permission', message: 'Write scripts' }),
  'script:approve': msg({ context: 'permission', message: 'Approve scripts' }),
  'script:adapt': msg({ context: 'permission', message: 'Word scripts their own way' }),
};

export const permissionGroups: readonly PermissionGroup[] = [
  {
    id: 'customers',
    name: msg({ context: 'permission group', message: 'Customers and contacts' }),
    permissions: [
      'customer:read',
      'customer:suggest',
      'customer:write',
      'customer:verify',
      'customer:decide',
      'customer:share',
      'share:approve',
      'view:share',
      'customer:transfer',
      'customer:merge',
      'refusal:override',
      'note:read',
      'note:write',
      'file:read',
      'file:write',
      'import:run',
      'import:screen',
      'export:run',
      'export:approve',
    ],
  },
  {
    id: 'contact',
    name: msg({ context: 'permission group', message: 'Contact and sales' }),
    permissions: [
      'plan:read',
      'plan:write',
      'plan:approve',
      'record:read',
      'record:write',
      'handoff:read',
      'handoff:write',
      'handoff:answer',
      'opportunity:read',
      'opportunity:write',
      'opportunity:manage',
    ],
  },
  {
    id: 'service',
    name: msg({ context: 'permission group', message: 'Service' }),
    permissions: [
      'complaint:read',
      'complaint:write',
      'complaint:handle',
      'complaint:escalate',
      'compensation:approve',
    ],
  },
  {
    id: 'manage',
    name: msg({ context: 'permission group', message: 'Administration' }),
    permissions: [
      'alert:read',
      'event:read',
      'history:read',
      'history:system',
      'policy:read',
      'policy:write',
      'calendar:write',
      'user:read',
      'user:write',
      'organisation:write',
      'api_key:write',
      'product:read',
      'product:write',
      'rate:read',
      'rate:write',
      'field:read',
      'field:write',
      'roster:read',
      'roster:write',
      'target:read',
      'target:write',
      'campaign:read',
      'campaign:write',
      'script:read',
      'script:write',
      'script:approve',
      'script:adapt',
    ],
  },
];

/** The word for a permission; one that is newer than this build reads as it is spelled. */
export const permissionName = (permission: string): string => {
  const message = (names as Partial<Record<string, MessageDescriptor>>)[permission];
  return message ? i18n._(message) : permission;
};

/** What each role is there for. */
export const roleTasks: Record<Role, MessageDescriptor> = {
  rep: msg`Calls customers by plan, records each call and works on own opportunities.`,
  team_lead: msg`Leads a team: sees its customers, verifies and transfers them.`,
  sales_manager: msg`Responsible for a region or product line; drafts revisit plans.`,
  deputy_director: msg`Decides for a department: plans, exports, sharing, compensation.`,
  director: msg`Sees the whole company and decides on policy.`,
  service_agent: msg`Takes complaints and sees them through.`,
  market_analyst: msg`Reads the market and answers questions about it.`,
  product_specialist: msg`Answers questions about products, handles complaints of the own department.`,
  administrator: msg`Keeps people, calendars and keys; sees no customers.`,
  auditor: msg`Sees everything and changes nothing.`,
  api_client: msg`A program with an API key, as far as its key permits.`,
};

const duties: Readonly<Record<string, MessageDescriptor>> = {
  customer: msg({ context: 'duty', message: 'Customers' }),
  opportunity: msg({ context: 'duty', message: 'Opportunities under way' }),
  review_action: msg({ context: 'duty', message: 'Actions of opportunity reviews' }),
  planned_contact: msg({ context: 'duty', message: 'Planned contacts' }),
  contact_plan: msg({ context: 'duty', message: 'Contact plans' }),
  handoff: msg({ context: 'duty', message: 'Questions to answer' }),
  complaint: msg({ context: 'duty', message: 'Complaints' }),
  preventive_action: msg({ context: 'duty', message: 'Preventive actions' }),
};

/** What somebody who leaves still has to do, by its kind. */
export const dutyName = (kind: string): string => {
  const message = duties[kind];
  return message ? i18n._(message) : kind.replaceAll('_', ' ');
};
