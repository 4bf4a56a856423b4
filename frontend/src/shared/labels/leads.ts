import { msg } from '@lingui/core/macro';
import type { LeadFactKind } from '@/api';
import type { Labels } from './label';

/** What makes a customer promising who has not bought yet. */
export const leadFactLabels: Labels<LeadFactKind> = {
  source: msg({ context: 'leadFact', message: 'Where it came from' }),
  intent: msg({ context: 'leadFact', message: 'Its intent' }),
  expected_sales: msg({ context: 'leadFact', message: 'Expected yearly sales' }),
  employees: msg({ context: 'leadFact', message: 'People employed' }),
  decision_maker: msg({ context: 'leadFact', message: 'A decision maker is known' }),
  need: msg({ context: 'leadFact', message: 'A need is known' }),
  opportunity: msg({ context: 'leadFact', message: 'An opportunity is open' }),
  talked: msg({ context: 'leadFact', message: 'Talked to lately' }),
  unreached: msg({ context: 'leadFact', message: 'Calls in a row that reached nobody' }),
};
