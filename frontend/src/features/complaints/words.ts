import { msg, plural, t } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import type { ComplaintOrigin } from '@/api';
import { figure } from '@/shared/format';
import { type Labels } from '@/shared/labels';
import { WORKING_DAY } from './desk/groups';

/** A stretch of working time: minutes and hours, from two days on in days of eight hours. */
export function workText(seconds: number): string {
  const minutes = Math.max(0, Math.round(Math.abs(seconds) / 60));
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (Math.abs(seconds) >= 2 * WORKING_DAY) {
    const days = figure(Math.abs(seconds) / WORKING_DAY);
    return t`${days} workdays`;
  }
  if (hours > 0) return rest > 0 ? t`${hours} h ${rest} min` : plural(hours, { one: '# h', other: '# h' });
  return t`${minutes} min`;
}

export const originLabels: Labels<ComplaintOrigin> = {
  contact_record: msg({ context: 'complaintOrigin', message: 'In a call or contact' }),
  ticket: msg({ context: 'complaintOrigin', message: 'In a ticket' }),
  email: msg({ context: 'complaintOrigin', message: 'By email' }),
  direct: msg({ context: 'complaintOrigin', message: 'Directly' }),
};

/** Whom a step of the ladder tells, by the codes of the policy. */
export const recipientLabels: Record<string, MessageDescriptor> = {
  owner: msg({ context: 'recipient', message: 'whoever owes it' }),
  first_responder: msg({ context: 'recipient', message: 'the first responder' }),
  department_manager: msg({ context: 'recipient', message: 'the head of the department' }),
  sales_manager: msg({ context: 'recipient', message: 'the sales manager' }),
  deputy_director: msg({ context: 'recipient', message: 'the deputy director' }),
  director: msg({ context: 'recipient', message: 'the director' }),
};
