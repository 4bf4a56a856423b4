import { msg } from '@lingui/core/macro';
import type {
  DateOrder,
  DuplicateReason,
  ExportState,
  Fill,
  ImportKind,
  ImportMode,
  ImportState,
  OnDuplicate,
  OnFault,
  PairState,
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
