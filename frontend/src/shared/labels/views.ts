import { msg } from '@lingui/core/macro';
import type { ExportFormat, Sharing } from '@/api';
import { type Labels } from './label';

export const sharingLabels: Labels<Sharing> = {
  nobody: msg({ context: 'sharing', message: 'Only me' }),
  team: msg({ context: 'sharing', message: 'My team' }),
  department: msg({ context: 'sharing', message: 'My department' }),
  company: msg({ context: 'sharing', message: 'Everybody' }),
};

export const exportFormatLabels: Labels<ExportFormat> = {
  xlsx: msg({ context: 'exportFormat', message: 'Excel' }),
  csv: msg({ context: 'exportFormat', message: 'CSV' }),
};
