import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import type { HistoryEntity, HistoryEntry } from '@/api';
import { i18n } from '@/shared/i18n';
import { FIELD_NAMES } from './customer-fields';
import { HISTORY_FIELDS } from './history-fields';
import { type Labels, label } from './label';

export const entityLabels: Labels<HistoryEntity> = {
  customer: msg({ context: 'entity', message: 'Customer' }),
  contact: msg({ context: 'entity', message: 'Contact person' }),
  phone: msg({ context: 'entity', message: 'Phone number' }),
  email: msg({ context: 'entity', message: 'Email address' }),
  messaging_id: msg({ context: 'entity', message: 'Messaging account' }),
  declined_prompt: msg({ context: 'entity', message: 'Suggestion turned down' }),
  external_id: msg({ context: 'entity', message: 'Number elsewhere' }),
  need: msg({ context: 'entity', message: 'Need' }),
  product_interest: msg({ context: 'entity', message: 'Product of interest' }),
  installed_product: msg({ context: 'entity', message: 'Installed product' }),
  customer_order: msg({ context: 'entity', message: 'Order' }),
  order_line: msg({ context: 'entity', message: 'Line of an order' }),
  customer_member: msg({ context: 'entity', message: 'Member of a customer' }),
  opt_out: msg({ context: 'entity', message: 'Refusal' }),
  consent: msg({ context: 'entity', message: 'Consent' }),
  contact_plan: msg({ context: 'entity', message: 'Contact plan' }),
  plan_amendment: msg({ context: 'entity', message: 'Amendment of a plan' }),
  planned_contact: msg({ context: 'entity', message: 'Planned contact' }),
  contact_record: msg({ context: 'entity', message: 'Contact made' }),
  reported_contact: msg({ context: 'entity', message: 'Reported call or mail' }),
  handoff: msg({ context: 'entity', message: 'Question to a department' }),
  opportunity: msg({ context: 'entity', message: 'Opportunity' }),
  opportunity_member: msg({ context: 'entity', message: 'Colleague on a sale' }),
  opportunity_line: msg({ context: 'entity', message: 'Line of a sale' }),
  opportunity_competitor: msg({ context: 'entity', message: 'Competitor for a sale' }),
  solution_proposal: msg({ context: 'entity', message: 'Proposal' }),
  contract: msg({ context: 'entity', message: 'Contract' }),
  milestone: msg({ context: 'entity', message: 'Milestone' }),
  opportunity_review: msg({ context: 'entity', message: 'Review of a sale' }),
  review_action: msg({ context: 'entity', message: 'Action of a review' }),
  complaint: msg({ context: 'entity', message: 'Complaint' }),
  complaint_round: msg({ context: 'entity', message: 'Round of a complaint' }),
  complaint_proposal: msg({ context: 'entity', message: 'Solution proposed' }),
  compensation: msg({ context: 'entity', message: 'Compensation' }),
  preventive_action: msg({ context: 'entity', message: 'Preventive action' }),
  stored_file: msg({ context: 'entity', message: 'File' }),
  change_proposal: msg({ context: 'entity', message: 'Proposed change' }),
  customer_follower: msg({ context: 'entity', message: 'Follower' }),
  note: msg({ context: 'entity', message: 'Note' }),
  alert: msg({ context: 'entity', message: 'Alert' }),
  import: msg({ context: 'entity', message: 'Import' }),
  export: msg({ context: 'entity', message: 'Export' }),
  saved_view: msg({ context: 'entity', message: 'Saved view' }),
  deadline: msg({ context: 'entity', message: 'Deadline' }),
  exchange_rate: msg({ context: 'entity', message: 'Exchange rate' }),
  custom_field: msg({ context: 'entity', message: 'Own field' }),
  product: msg({ context: 'entity', message: 'Product' }),
  market: msg({ context: 'entity', message: 'Market' }),
  working_calendar: msg({ context: 'entity', message: 'Working calendar' }),
  policy_version: msg({ context: 'entity', message: 'Policy setting' }),
  policy_proposal: msg({ context: 'entity', message: 'Proposed setting' }),
  policy_withdrawal: msg({ context: 'entity', message: 'Withdrawal of a setting' }),
  department: msg({ context: 'entity', message: 'Department' }),
  team: msg({ context: 'entity', message: 'Team' }),
  app_user: msg({ context: 'entity', message: 'Person' }),
  campaign: msg({ context: 'entity', message: 'Campaign' }),
  dial_plan: msg({ context: 'entity', message: 'Dial plan' }),
  grade_proposal: msg({ context: 'entity', message: 'Proposed grade' }),
  objection: msg({ context: 'entity', message: 'Objection' }),
  own_hours: msg({ context: 'entity', message: 'Hours they asked for' }),
  roster: msg({ context: 'entity', message: 'Roster' }),
  month_target: msg({ context: 'entity', message: 'Targets of a month' }),
  script: msg({ context: 'entity', message: 'Script' }),
  script_adaptation: msg({ context: 'entity', message: 'Own wording of a script' }),
  script_version: msg({ context: 'entity', message: 'Version of a script' }),
  api_key: msg({ context: 'entity', message: 'API key' }),
};

export const operationLabels: Labels<HistoryEntry['operation']> = {
  insert: msg({ context: 'operation', message: 'Entered' }),
  update: msg({ context: 'operation', message: 'Changed' }),
  delete: msg({ context: 'operation', message: 'Taken out' }),
};

/** What events call otherwise than the history does. */
const SUBJECTS: Readonly<Record<string, string>> = { order: 'customer_order' };

/** What kind of record it is, in words. */
export const entityName = (entity: string): string =>
  label(entityLabels as Record<string, MessageDescriptor>, SUBJECTS[entity] ?? entity);

/** What was done with it. */
export const operationName = (operation: HistoryEntry['operation']): string => label(operationLabels, operation);

/** A column of any record in words; one newer than this build reads as words too. */
export function columnName(column: string): string {
  const known = FIELD_NAMES[column] ?? HISTORY_FIELDS[column];
  return known
    ? i18n._(known)
    : column
        .replace(/^custom\./, '')
        .replace(/_id$/, '')
        .replaceAll('_', ' ');
}
