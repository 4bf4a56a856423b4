import { msg } from '@lingui/core/macro';
import { i18n } from '@/shared/i18n';

/** The objections that have a word of their own; the record takes any code. */
const WORDS = {
  price: msg({ context: 'objection', message: 'Price' }),
  payment_terms: msg({ context: 'objection', message: 'Terms' }),
  delivery_time: msg({ context: 'objection', message: 'Lead time' }),
  quality_doubts: msg({ context: 'objection', message: 'Quality' }),
  has_supplier: msg({ context: 'objection', message: 'Has a supplier' }),
  no_budget: msg({ context: 'objection', message: 'No budget' }),
  no_need: msg({ context: 'objection', message: 'No need' }),
};

export const OBJECTIONS = Object.keys(WORDS) as (keyof typeof WORDS)[];

/** The word of an objection; a code that another program brought is shown with its words apart. */
export function objectionWord(code: string): string {
  const word = WORDS[code as keyof typeof WORDS];
  return word === undefined ? code.replaceAll('_', ' ') : i18n._(word);
}
