import type { MessageDescriptor } from '@lingui/core';
import {
  amendmentStateLabels,
  directionLabels,
  dispositionLabels,
  handoffStateLabels,
  itemStateLabels,
} from './contact';
import { methodLabels, nextStepKindLabels, planKindLabels, planStateLabels } from './contact';
import { categoryLabels, channelLabels, gradeLabels, installedStateLabels, intentLabels } from './customers';
import { memberKindLabels, needKindLabels, needStateLabels, sourceLabels, verificationLabels } from './customers';
import { contactRoleLabels, zoneStateLabels } from './customers';
import { exportStateLabels, importKindLabels, importStateLabels, policyProposalStateLabels } from './data';
import { entityLabels, operationLabels } from './history';
import { type Labels, label } from './label';
import { customTypeLabels, noteCategoryLabels, noteTopicLabels } from './notes';
import { roleLabels } from './people';
import { lostReasonLabels, milestoneKindLabels, opportunityStateLabels, stageLabels } from './sales';
import { alertReasonLabels, alertSeverityLabels, compensationStateLabels, complaintStateLabels } from './service';
import { deadlineKindLabels, preventiveStateLabels, priorityLabels, rootCauseLabels } from './service';
import { exportFormatLabels, sharingLabels } from './views';

type Table = Labels<string>;

/** The words of codes by the column that holds them, whatever the record. */
const COLUMNS: Readonly<Record<string, Table>> = {
  grade: gradeLabels,
  intent_level: intentLabels,
  source_channel: sourceLabels,
  verification: verificationLabels,
  channel: channelLabels,
  acknowledged_channel: methodLabels,
  told_channel: methodLabels,
  zone_state: zoneStateLabels,
  method: methodLabels,
  disposition: dispositionLabels,
  direction: directionLabels,
  occasion: planKindLabels,
  plan_kind: planKindLabels,
  plan_state: planStateLabels,
  next_step: nextStepKindLabels,
  stage: stageLabels,
  outcome: opportunityStateLabels,
  lost_reason: lostReasonLabels,
  priority: priorityLabels,
  root_cause_category: rootCauseLabels,
  cause_category: rootCauseLabels,
  severity: alertSeverityLabels,
  reason: alertReasonLabels,
  sharing: sharingLabels,
  format: exportFormatLabels,
  entity: entityLabels,
  operation: operationLabels,
  topic: noteTopicLabels,
  type: customTypeLabels,
};

/** The same where the record decides what a column's codes mean. */
const RECORDS: Readonly<Record<string, Readonly<Record<string, Table>>>> = {
  customer: { category: categoryLabels },
  contact: { role: contactRoleLabels },
  app_user: { role: roleLabels },
  need: { state: needStateLabels, kind: needKindLabels },
  installed_product: { state: installedStateLabels },
  customer_member: { kind: memberKindLabels },
  contact_plan: { state: planStateLabels, kind: planKindLabels },
  plan_amendment: { state: amendmentStateLabels },
  planned_contact: { state: itemStateLabels },
  handoff: { state: handoffStateLabels },
  opportunity: { state: opportunityStateLabels },
  milestone: { kind: milestoneKindLabels },
  complaint: { state: complaintStateLabels },
  compensation: { state: compensationStateLabels },
  preventive_action: { state: preventiveStateLabels, category: rootCauseLabels },
  import: { state: importStateLabels, kind: importKindLabels },
  export: { state: exportStateLabels },
  policy_proposal: { state: policyProposalStateLabels },
  note: { category: noteCategoryLabels },
  deadline: { kind: deadlineKindLabels },
};

/** The word for a value of a column where it is a code that has one; null otherwise. */
export function valueName(column: string, value: string, entity = ''): string | null {
  const table = RECORDS[entity]?.[column] ?? COLUMNS[column];
  return table && value in table ? label(table as Record<string, MessageDescriptor>, value) : null;
}
