import { msg } from '@lingui/core/macro';
import type { DuplicateReason, ExportState, ImportState, RowState } from '@/api';
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

export const duplicateReasonLabels: Labels<DuplicateReason> = {
  name: msg({ context: 'duplicateReason', message: 'Same name' }),
  website: msg({ context: 'duplicateReason', message: 'Same website' }),
  email: msg({ context: 'duplicateReason', message: 'Same email' }),
  mobile: msg({ context: 'duplicateReason', message: 'Same mobile' }),
  phone: msg({ context: 'duplicateReason', message: 'Same phone' }),
  similar_name: msg({ context: 'duplicateReason', message: 'Similar name' }),
};
