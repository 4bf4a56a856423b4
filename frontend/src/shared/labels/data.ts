import { msg } from '@lingui/core/macro';
import type {
  DateOrder,
  DuplicateReason,
  ExportState,
  Fill,
  ImportKey,
  ImportKind,
  ImportMode,
  ImportState,
  OnDuplicate,
  OnFault,
  PairState,
  PolicyProposalState,
  RowState,
  ScreeningDecision,
  Signal,
  Strength,
} from '@/api';
import { type Labels } from './label';

export const importStateLabels: Labels<ImportState> = {
  uploaded: msg({ context: 'importState', message: 'Uploaded' }),
  mapped: msg({ context: 'importState', message: 'Mapped' }),
  checked: msg({ context: 'importState', message: 'Checked' }),
  running: msg({ context: 'importState', message: 'Running' }),
  finished: msg({ context: 'importState', message: 'Finished' }),
  cancelled: msg({ context: 'importState', message: 'Cancelled' }),
  failed: msg({ context: 'importState', message: 'Failed' }),
};

export const rowStateLabels: Labels<RowState> = {
  to_create: msg({ context: 'rowState', message: 'To create' }),
  to_update: msg({ context: 'rowState', message: 'To update' }),
  created: msg({ context: 'rowState', message: 'Created' }),
  updated: msg({ context: 'rowState', message: 'Updated' }),
  unchanged: msg({ context: 'rowState', message: 'Unchanged' }),
  rejected: msg({ context: 'rowState', message: 'Rejected' }),
  screening: msg({ context: 'rowState', message: 'To screen' }),
  skipped: msg({ context: 'rowState', message: 'Skipped' }),
};

export const exportStateLabels: Labels<ExportState> = {
  requested: msg({ context: 'exportState', message: 'To approve' }),
  approved: msg({ context: 'exportState', message: 'Approved' }),
  produced: msg({ context: 'exportState', message: 'Ready' }),
  expired: msg({ context: 'exportState', message: 'Expired' }),
  denied: msg({ context: 'exportState', message: 'Denied' }),
};

export const policyProposalStateLabels: Labels<PolicyProposalState> = {
  proposed: msg({ context: 'policyProposalState', message: 'To confirm' }),
  confirmed: msg({ context: 'policyProposalState', message: 'Confirmed' }),
  denied: msg({ context: 'policyProposalState', message: 'Denied' }),
  withdrawn: msg({ context: 'policyProposalState', message: 'Withdrawn' }),
};

export const importKindLabels: Labels<ImportKind> = {
  customers: msg({ context: 'importKind', message: 'Customers' }),
  records: msg({ context: 'importKind', message: 'Contact records' }),
};

export const importModeLabels: Labels<ImportMode> = {
  create: msg({ context: 'importMode', message: 'Create only' }),
  update: msg({ context: 'importMode', message: 'Update only' }),
  both: msg({ context: 'importMode', message: 'Create and update' }),
};

export const onDuplicateLabels: Labels<OnDuplicate> = {
  screen: msg({ context: 'onDuplicate', message: 'Screen them' }),
  skip: msg({ context: 'onDuplicate', message: 'Skip them' }),
  update: msg({ context: 'onDuplicate', message: 'Update the known one' }),
};

export const onFaultLabels: Labels<OnFault> = {
  reject: msg({ context: 'onFault', message: 'Reject the row' }),
  drop: msg({ context: 'onFault', message: 'Leave the value out' }),
};

export const fillLabels: Labels<Fill> = {
  overwrite: msg({ context: 'fill', message: 'Overwrite' }),
  fill_empty: msg({ context: 'fill', message: 'Fill what is empty' }),
};

export const dateOrderLabels: Labels<DateOrder> = {
  dmy: msg({ context: 'dateOrder', message: 'Day month year' }),
  mdy: msg({ context: 'dateOrder', message: 'Month day year' }),
  ymd: msg({ context: 'dateOrder', message: 'Year month day' }),
};

export const screeningDecisionLabels: Labels<ScreeningDecision> = {
  accept: msg({ context: 'screeningDecision', message: 'Take as new' }),
  merge: msg({ context: 'screeningDecision', message: 'Merge' }),
  reject: msg({ context: 'screeningDecision', message: 'Reject' }),
};

export const signalLabels: Labels<Signal> = {
  key: msg({ context: 'signal', message: 'Same key' }),
  name: msg({ context: 'signal', message: 'Name' }),
  website: msg({ context: 'signal', message: 'Website' }),
  email: msg({ context: 'signal', message: 'Email' }),
  phone: msg({ context: 'signal', message: 'Phone' }),
};

export const strengthLabels: Labels<Strength> = {
  strong: msg({ context: 'strength', message: 'Very alike' }),
  medium: msg({ context: 'strength', message: 'Alike' }),
  weak: msg({ context: 'strength', message: 'Perhaps' }),
};

export const pairStateLabels: Labels<PairState> = {
  open: msg({ context: 'pairState', message: 'To decide' }),
  dismissed: msg({ context: 'pairState', message: 'Not the same' }),
  merged: msg({ context: 'pairState', message: 'Merged' }),
};

export const duplicateReasonLabels: Labels<DuplicateReason> = {
  name: msg({ context: 'duplicateReason', message: 'Same name' }),
  website: msg({ context: 'duplicateReason', message: 'Same website' }),
  email: msg({ context: 'duplicateReason', message: 'Same email' }),
  mobile: msg({ context: 'duplicateReason', message: 'Same mobile' }),
  phone: msg({ context: 'duplicateReason', message: 'Same phone' }),
  similar_name: msg({ context: 'duplicateReason', message: 'Similar name' }),
};

export const importKeyLabels: Labels<ImportKey> = {
  name_country: msg({ context: 'importKey', message: 'Name and country' }),
  external_id: msg({ context: 'importKey', message: 'Number in another system' }),
  website: msg({ context: 'importKey', message: 'Website' }),
  email: msg({ context: 'importKey', message: 'Email' }),
  phone: msg({ context: 'importKey', message: 'Phone' }),
  id: msg({ context: 'importKey', message: 'Our own id' }),
};

/** Why a row stands where it stands, by the codes of `reason`; what a person wrote reads as it is. */
export const rowReasonLabels: Labels<string> = {
  customer_not_found: msg({ context: 'rowReason', message: 'No customer of yours has this name, id or phone' }),
  several_customers: msg({ context: 'rowReason', message: 'Several customers fit' }),
  duplicate: msg({ context: 'rowReason', message: 'Looks like a known customer' }),
  duplicate_row: msg({ context: 'rowReason', message: 'Looks like an earlier row of the file' }),
  contradicts_row: msg({ context: 'rowReason', message: 'Says otherwise than an earlier row' }),
  key_names_several: msg({ context: 'rowReason', message: 'Several customers fit the key' }),
  beyond_your_scope: msg({ context: 'rowReason', message: 'Somebody else’s customer' }),
  not_found: msg({ context: 'rowReason', message: 'Not known, and nothing may be entered' }),
  cancelled: msg({ context: 'rowReason', message: 'The import was cancelled before it' }),
};

/** How a filter compares, by the operators of the contract. */
export const comparisonLabels: Labels<string> = {
  eq: msg({ context: 'comparison', message: 'is' }),
  ne: msg({ context: 'comparison', message: 'is not' }),
  in: msg({ context: 'comparison', message: 'is one of' }),
  none: msg({ context: 'comparison', message: 'is none of' }),
  all: msg({ context: 'comparison', message: 'has all of' }),
  lt: msg({ context: 'comparison', message: 'is less or earlier than' }),
  lte: msg({ context: 'comparison', message: 'is at most' }),
  gt: msg({ context: 'comparison', message: 'is more or later than' }),
  gte: msg({ context: 'comparison', message: 'is at least' }),
  contains: msg({ context: 'comparison', message: 'contains' }),
  starts: msg({ context: 'comparison', message: 'begins with' }),
  null: msg({ context: 'comparison', message: 'is empty' }),
  and: msg({ context: 'comparison', message: 'all of' }),
  or: msg({ context: 'comparison', message: 'any of' }),
  not: msg({ context: 'comparison', message: 'not' }),
};

/** What happened at a customer, by the type of the event. */
export const customerChangeLabels: Labels<string> = {
  'customer.updated': msg({ context: 'customerChange', message: 'Facts changed' }),
  'customer.archived': msg({ context: 'customerChange', message: 'Archived' }),
  'customer.unarchived': msg({ context: 'customerChange', message: 'Taken up again' }),
  'customer.verification_moved': msg({ context: 'customerChange', message: 'Verification moved on' }),
  'customer.key_decided': msg({ context: 'customerChange', message: 'Decided on as a key customer' }),
  'customer.grade_decided': msg({ context: 'customerChange', message: 'Grade decided' }),
  'customer.opted_out': msg({ context: 'customerChange', message: 'Refused a channel' }),
  'customer.opt_out_lifted': msg({ context: 'customerChange', message: 'Refusal lifted' }),
  'customer.transferred': msg({ context: 'customerChange', message: 'Handed over' }),
  'contact.created': msg({ context: 'customerChange', message: 'New contact' }),
  'contact.updated': msg({ context: 'customerChange', message: 'Contact changed' }),
  'customer.business_changed': msg({ context: 'customerChange', message: 'Business changed' }),
};
