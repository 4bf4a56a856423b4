import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import { AudioLines, FileText, Image, type LucideIcon } from 'lucide-react';
import type { FileListed } from '@/api';
import { i18n } from '@/shared/i18n';
import type { RecordRef } from '@/shared/ui/actions/record-link';

/** The kinds of records that files hang on, and the screen that each stands on. */
const SUBJECTS: Readonly<Record<string, { name: MessageDescriptor; opens?: RecordRef['kind'] }>> = {
  contract: { name: msg`Contract`, opens: 'opportunity' },
  solution_proposal: { name: msg`Proposal of an opportunity`, opens: 'opportunity' },
  complaint_round: { name: msg`Findings of a complaint`, opens: 'complaint' },
  complaint_proposal: { name: msg`Solution of a complaint`, opens: 'complaint' },
  call_recording: { name: msg`Recording of a call`, opens: 'contact_record' },
  script: { name: msg`Material of a script` },
  product: { name: msg`Material of a product` },
};

/** Where the file stands, in words. */
export const standsIn = ({ subject_type: type }: FileListed): string => {
  if (type === null) return i18n._(msg`In no record yet`);
  const subject = SUBJECTS[type];
  return subject === undefined ? type.replaceAll('_', ' ') : i18n._(subject.name);
};

/** The record whose screen shows the file, where there is one. */
export function recordOf({ subject_type: type, record_id: id }: FileListed): RecordRef | null {
  const kind = type === null ? undefined : SUBJECTS[type]?.opens;
  return kind === undefined || id === null ? null : { kind, id };
}

const SHOWN = /^image\/(jpeg|png|gif|webp|bmp)$/;

/** Whether browsers show it as it is. */
export const isPicture = (file: FileListed) => SHOWN.test(file.content_type);
export const isSound = (file: FileListed) => file.content_type.startsWith('audio/');

export function iconOf(file: FileListed): LucideIcon {
  if (file.content_type.startsWith('image/')) return Image;
  return isSound(file) ? AudioLines : FileText;
}

/** Where its bytes are. */
export const contentOf = (file: FileListed) => `/v1/files/${file.id}/content`;
