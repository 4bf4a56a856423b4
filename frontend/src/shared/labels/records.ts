import { msg } from '@lingui/core/macro';
import type { HandoffOrigin } from '@/api';
import { type Labels } from './label';

/* Words of single screens: not part of the index, so that no other screen carries them. */

export const handoffOriginLabels: Labels<HandoffOrigin> = {
  contact_record: msg({ context: 'handoffOrigin', message: 'A contact' }),
  opportunity: msg({ context: 'handoffOrigin', message: 'An opportunity' }),
  ticket: msg({ context: 'handoffOrigin', message: 'A ticket' }),
  complaint: msg({ context: 'handoffOrigin', message: 'A complaint' }),
};

/** Objections heard; the record takes any code, and one without a word of its own reads as its words apart. */
export const objectionLabels: Labels<string> = {
  price: msg({ context: 'objection', message: 'Price' }),
  payment_terms: msg({ context: 'objection', message: 'Terms' }),
  delivery_time: msg({ context: 'objection', message: 'Lead time' }),
  quality_doubts: msg({ context: 'objection', message: 'Quality' }),
  has_supplier: msg({ context: 'objection', message: 'Has a supplier' }),
  no_budget: msg({ context: 'objection', message: 'No budget' }),
  no_need: msg({ context: 'objection', message: 'No need' }),
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
