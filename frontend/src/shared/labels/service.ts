import { msg } from '@lingui/core/macro';
import type {
  AlertReason,
  AlertSeverity,
  CompensationState,
  ComplaintState,
  DayKind,
  DeadlineKind,
  PreventiveState,
  Priority,
  RootCause,
  SatisfactionScore,
} from '@/api';
import { type Labels } from './label';

export const complaintStateLabels: Labels<ComplaintState> = {
  registered: msg({ context: 'complaintState', message: 'Registered' }),
  contacted: msg({ context: 'complaintState', message: 'Contacted' }),
  dispatched: msg({ context: 'complaintState', message: 'Dispatched' }),
  investigating: msg({ context: 'complaintState', message: 'Investigating' }),
  proposed: msg({ context: 'complaintState', message: 'Proposed' }),
  agreed: msg({ context: 'complaintState', message: 'Agreed' }),
  resolved: msg({ context: 'complaintState', message: 'Resolved' }),
  confirmed: msg({ context: 'complaintState', message: 'Confirmed' }),
  archived: msg({ context: 'complaintState', message: 'Archived' }),
};

export const priorityLabels: Labels<Priority> = {
  urgent: msg({ context: 'priority', message: 'Urgent' }),
  high: msg({ context: 'priority', message: 'High' }),
  normal: msg({ context: 'priority', message: 'Normal' }),
  low: msg({ context: 'priority', message: 'Low' }),
};

export const compensationStateLabels: Labels<CompensationState> = {
  requested: msg({ context: 'compensationState', message: 'Requested' }),
  approved: msg({ context: 'compensationState', message: 'Approved' }),
  denied: msg({ context: 'compensationState', message: 'Denied' }),
  void: msg({ context: 'compensationState', message: 'Void' }),
};

export const rootCauseLabels: Labels<RootCause> = {
  product_quality: msg({ context: 'rootCause', message: 'Product quality' }),
  design: msg({ context: 'rootCause', message: 'Design' }),
  production: msg({ context: 'rootCause', message: 'Production' }),
  packaging_transport: msg({ context: 'rootCause', message: 'Packaging and transport' }),
  late_delivery: msg({ context: 'rootCause', message: 'Late delivery' }),
  wrong_delivery: msg({ context: 'rootCause', message: 'Wrong delivery' }),
  installation: msg({ context: 'rootCause', message: 'Installation' }),
  documentation: msg({ context: 'rootCause', message: 'Documentation' }),
  service: msg({ context: 'rootCause', message: 'Service' }),
  communication: msg({ context: 'rootCause', message: 'Communication' }),
  price_contract: msg({ context: 'rootCause', message: 'Price and contract' }),
  customer_use: msg({ context: 'rootCause', message: 'Use by the customer' }),
  other: msg({ context: 'rootCause', message: 'Other' }),
};

export const deadlineKindLabels: Labels<DeadlineKind> = {
  complaint_contact: msg({ context: 'deadlineKind', message: 'Contact the customer' }),
  complaint_dispatch: msg({ context: 'deadlineKind', message: 'Dispatch to a department' }),
  complaint_solution: msg({ context: 'deadlineKind', message: 'Propose a solution' }),
  complaint_resolution: msg({ context: 'deadlineKind', message: 'Resolve' }),
  complaint_satisfaction: msg({ context: 'deadlineKind', message: 'Ask for satisfaction' }),
  complaint_archiving: msg({ context: 'deadlineKind', message: 'Archive' }),
};

export const satisfactionLabels: Labels<SatisfactionScore> = {
  product_quality: msg({ context: 'satisfaction', message: 'Product quality' }),
  service_attitude: msg({ context: 'satisfaction', message: 'Service attitude' }),
  response_speed: msg({ context: 'satisfaction', message: 'Response speed' }),
  problem_solving: msg({ context: 'satisfaction', message: 'Problem solving' }),
};

export const preventiveStateLabels: Labels<PreventiveState> = {
  open: msg({ context: 'preventiveState', message: 'Open' }),
  done: msg({ context: 'preventiveState', message: 'Done' }),
  cancelled: msg({ context: 'preventiveState', message: 'Cancelled' }),
};

export const dayKindLabels: Labels<DayKind> = {
  usual: msg({ context: 'dayKind', message: 'Usual day' }),
  rest: msg({ context: 'dayKind', message: 'Rest day' }),
  public_holiday: msg({ context: 'dayKind', message: 'Public holiday' }),
  make_up: msg({ context: 'dayKind', message: 'Make-up working day' }),
  day_off: msg({ context: 'dayKind', message: 'Day off' }),
  extra: msg({ context: 'dayKind', message: 'Extra working day' }),
};

export const alertSeverityLabels: Labels<AlertSeverity> = {
  notice: msg({ context: 'alertSeverity', message: 'Notice' }),
  warning: msg({ context: 'alertSeverity', message: 'Warning' }),
  critical: msg({ context: 'alertSeverity', message: 'Critical' }),
};

export const alertReasonLabels: Labels<AlertReason> = {
  intent_without_follow_up: msg({ context: 'alertReason', message: 'Intent without a follow-up' }),
  stage_without_next_step: msg({ context: 'alertReason', message: 'Stage without a next step' }),
  milestone_overdue: msg({ context: 'alertReason', message: 'Milestone overdue' }),
  call_to_complete: msg({ context: 'alertReason', message: 'Call to be completed' }),
  review_owed: msg({ context: 'alertReason', message: 'Review owed' }),
  review_action_overdue: msg({ context: 'alertReason', message: 'Review action overdue' }),
  preventive_action_overdue: msg({ context: 'alertReason', message: 'Preventive action overdue' }),
  complaint_escalated: msg({ context: 'alertReason', message: 'Complaint escalated' }),
  deadline_due_soon: msg({ context: 'alertReason', message: 'Deadline soon' }),
  deadline_overdue: msg({ context: 'alertReason', message: 'Deadline passed' }),
  deadline_escalated: msg({ context: 'alertReason', message: 'Deadline escalated' }),
  refusal_to_lift: msg({ context: 'alertReason', message: 'Lifting a refusal waits for your decision' }),
  contact_overdue: msg({ context: 'alertReason', message: 'Contact overdue' }),
  contact_long_overdue: msg({ context: 'alertReason', message: 'Contacts overdue for a week' }),
  executive_contact_owed: msg({ context: 'alertReason', message: 'Key customer owed an executive’s contact' }),
  executive_contact_missed: msg({ context: 'alertReason', message: 'Executive contact a week overdue' }),
  plan_to_decide: msg({ context: 'alertReason', message: 'Plan waits for your decision' }),
  amendment_to_decide: msg({ context: 'alertReason', message: 'Change of a plan waits for your decision' }),
  export_to_decide: msg({ context: 'alertReason', message: 'Export waits for your decision' }),
  compensation_to_decide: msg({ context: 'alertReason', message: 'Compensation waits for your decision' }),
  customer_to_verify: msg({ context: 'alertReason', message: 'Key customer to verify' }),
  policy_to_confirm: msg({ context: 'alertReason', message: 'Policy change waits for your confirmation' }),
  share_to_decide: msg({ context: 'alertReason', message: 'Sharing waits for your decision' }),
  change_to_decide: msg({ context: 'alertReason', message: 'Proposed change of a customer waits for you' }),
  answer_to_tell: msg({ context: 'alertReason', message: 'Answer to tell the customer' }),
  file_reviews_overdue: msg({ context: 'alertReason', message: 'Reviews of customer files overdue' }),
  contact_missed: msg({ context: 'alertReason', message: 'Planned contact missed' }),
  rows_over_limit: msg({ context: 'alertReason', message: 'More rows read than may be exported' }),
  contact_against_refusal: msg({ context: 'alertReason', message: 'Contacted against a refusal' }),
  no_worker: msg({ context: 'alertReason', message: 'Background work stands still' }),
};
