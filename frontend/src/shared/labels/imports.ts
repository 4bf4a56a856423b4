import { msg } from '@lingui/core/macro';
import type { ImportKey } from '@/api';
import { type Labels } from './label';

/* Words that imports and exports alone need: not part of the index, so that no other screen carries them. */

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
