import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import type { Operator } from '@/api';
import {
  type Labels,
  categoryLabels,
  channelLabels,
  gradeLabels,
  intentLabels,
  sourceLabels,
  verificationLabels,
  zoneStateLabels,
} from '@/shared/labels';

/** What a field holds, and so what its condition is made with. */
export type FieldKind =
  | 'text'
  | 'country'
  | 'code'
  | 'person'
  | 'market'
  | 'boolean'
  | 'number'
  | 'amount'
  | 'instant'
  | 'date';

export interface FilterField {
  id: string;
  name: MessageDescriptor;
  kind: FieldKind;
  /** The codes that can be chosen. */
  labels?: Labels<string>;
}

const field = (id: string, name: MessageDescriptor, kind: FieldKind, labels?: Labels<string>): FilterField => ({
  id,
  name,
  kind,
  ...(labels && { labels }),
});

/** The fields that the list filters by, in the order of the menu. */
export const FIELDS: readonly FilterField[] = [
  field('grade', msg`Grade`, 'code', gradeLabels),
  field('category', msg`Category`, 'code', categoryLabels),
  field('intent_level', msg`Intent`, 'code', intentLabels),
  field('is_key', msg`Key customer`, 'boolean'),
  field('owner_id', msg`Owner`, 'person'),
  field('next_contact_at', msg`Next contact`, 'instant'),
  field('last_contact_at', msg`Last contact`, 'instant'),
  field('market_id', msg`Market`, 'market'),
  field('country', msg`Country`, 'country'),
  field('city', msg`City`, 'text'),
  field('industry', msg`Industry`, 'text'),
  field('name', msg`Name`, 'text'),
  field('expected_annual_sales', msg`Expected per year`, 'amount'),
  field('completeness', msg`Completeness`, 'number'),
  field('lead_score', msg`Lead score`, 'number'),
  field('verification', msg`Verification`, 'code', verificationLabels),
  field('source_channel', msg`Source`, 'code', sourceLabels),
  field('do_not_call', msg`Refuses calls`, 'boolean'),
  field('opted_out', msg`Refused channel`, 'code', channelLabels),
  field('last_order_on', msg`Last order`, 'date'),
  field('created_at', msg`Entered`, 'instant'),
  field('entered_late', msg`Entered late`, 'boolean'),
  field('zone_state', msg`Time zone`, 'code', zoneStateLabels),
  field('archived', msg`Archived`, 'boolean'),
];

const byId = new Map(FIELDS.map((each) => [each.id, each]));

export const fieldOf = (id: string) => byId.get(id);

/** The comparisons that a kind of field offers, the usual one first. */
export const OPERATORS: Record<FieldKind, readonly Operator[]> = {
  text: ['contains', 'eq', 'starts', 'ne'],
  country: ['in', 'ne'],
  code: ['in', 'ne'],
  person: ['in', 'ne'],
  market: ['in', 'ne'],
  boolean: ['eq'],
  number: ['lt', 'gte'],
  amount: ['gte', 'lt'],
  instant: ['lt', 'gte', 'null'],
  date: ['lt', 'gte', 'null'],
};

const words: Record<Operator, MessageDescriptor> = {
  eq: msg({ context: 'operator', message: 'is' }),
  ne: msg({ context: 'operator', message: 'is not' }),
  in: msg({ context: 'operator', message: 'is one of' }),
  lt: msg({ context: 'operator', message: 'under' }),
  lte: msg({ context: 'operator', message: 'up to' }),
  gt: msg({ context: 'operator', message: 'over' }),
  gte: msg({ context: 'operator', message: 'at least' }),
  contains: msg({ context: 'operator', message: 'contains' }),
  starts: msg({ context: 'operator', message: 'begins with' }),
  null: msg({ context: 'operator', message: 'is empty' }),
  any: msg({ context: 'operator', message: 'has any of' }),
  all: msg({ context: 'operator', message: 'has all of' }),
  none: msg({ context: 'operator', message: 'has none of' }),
};
const before = msg({ context: 'operator', message: 'before' });
const from = msg({ context: 'operator', message: 'from' });

/** The comparison in words, as it reads for this kind of field. */
export function operatorName(kind: FieldKind, op: Operator): MessageDescriptor {
  if ((kind === 'instant' || kind === 'date') && op === 'lt') return before;
  if ((kind === 'instant' || kind === 'date') && op === 'gte') return from;
  return words[op];
}
