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
