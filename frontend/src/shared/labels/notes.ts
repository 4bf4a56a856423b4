import { msg } from '@lingui/core/macro';
import type { CustomType, NoteCategory, NoteTopic } from '@/api';
import { type Labels } from './label';

export const noteTopicLabels: Labels<NoteTopic> = {
  market: msg({ context: 'noteTopic', message: 'Market' }),
  feedback: msg({ context: 'noteTopic', message: 'Feedback of a customer' }),
};

export const noteCategoryLabels: Labels<NoteCategory> = {
  competitor: msg({ context: 'noteCategory', message: 'Competitor' }),
  industry: msg({ context: 'noteCategory', message: 'Industry' }),
  policy: msg({ context: 'noteCategory', message: 'Policies and law' }),
  prices: msg({ context: 'noteCategory', message: 'Prices' }),
  demand: msg({ context: 'noteCategory', message: 'Demand' }),
  product_quality: msg({ context: 'noteCategory', message: 'Quality of products' }),
  service: msg({ context: 'noteCategory', message: 'Service' }),
  delivery: msg({ context: 'noteCategory', message: 'Delivery' }),
  price_terms: msg({ context: 'noteCategory', message: 'Prices and terms' }),
  suggestion: msg({ context: 'noteCategory', message: 'Suggestion' }),
  other: msg({ context: 'noteCategory', message: 'Other' }),
};

export const customTypeLabels: Labels<CustomType> = {
  text: msg({ context: 'customType', message: 'Text' }),
  integer: msg({ context: 'customType', message: 'Whole number' }),
  decimal: msg({ context: 'customType', message: 'Decimal number' }),
  boolean: msg({ context: 'customType', message: 'Yes or no' }),
  date: msg({ context: 'customType', message: 'Day' }),
  choice: msg({ context: 'customType', message: 'Choice' }),
};
