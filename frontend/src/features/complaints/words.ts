import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import type { ComplaintOrigin } from '@/api';
import { type Labels } from '@/shared/labels';

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
