import type { Role } from '@/api';
import type { Installation } from './queries';

/* What an installation needs, in the order in which it is of use, and what works already. Pure. */

export type StepId =
  | 'company'
  | 'administrators'
  | 'departments'
  | 'people'
  | 'calendar'
  | 'policies'
  | 'products'
  | 'rates'
  | 'keys'
  | 'customers';

export interface Step {
  id: StepId;
  /** Where it is done. */
  to: string;
  /** Work goes on without it. */
  isOptional?: boolean;
  isDone: (found: Installation) => boolean;
}

const having = (found: Installation, ...roles: Role[]): number =>
  roles.reduce((sum, role) => sum + (found.people[role] ?? 0), 0);

const MANAGERS: Role[] = ['sales_manager', 'deputy_director', 'director'];

export const STEPS: readonly Step[] = [
  {
    id: 'company',
    to: '/policies?setting=base_currency',
    // Rates are stated in it: with the first one it is settled too.
    isDone: (found) => found.isCurrencyDecided || found.rates > 0,
  },
  { id: 'administrators', to: '/people', isDone: (found) => having(found, 'administrator') > 1 },
  { id: 'departments', to: '/people?tab=organisation', isDone: (found) => found.departments > 0 && found.teams > 0 },
  { id: 'people', to: '/people', isDone: (found) => having(found, ...MANAGERS) > 0 && having(found, 'rep') > 0 },
  { id: 'calendar', to: '/calendars', isDone: (found) => found.calendar?.isChanged === true || found.ownCalendars > 0 },
  { id: 'policies', to: '/policies', isDone: (found) => found.decided > 0 },
  { id: 'products', to: '/products', isDone: (found) => found.products > 0 && found.markets > 0 },
  { id: 'rates', to: '/rates', isDone: (found) => found.rates > 0 },
  { id: 'keys', to: '/people?tab=keys', isOptional: true, isDone: (found) => found.keys > 0 },
  { id: 'customers', to: '/imports', isDone: (found) => found.imports > 0 },
];

/** The step to do next: the first that is needed and not done. */
export const nextStep = (found: Installation): Step | undefined =>
  STEPS.find((step) => step.isOptional !== true && !step.isDone(found));

export type AbilityId = 'customers' | 'calling' | 'opportunities' | 'complaints' | 'approvals' | 'revenue';

/** What people can do with the product by now, and the steps it waits for. */
export const ABILITIES: readonly {
  id: AbilityId;
  works: (found: Installation) => boolean;
  waitsFor: readonly StepId[];
}[] = [
  { id: 'customers', works: (found) => having(found, 'rep', 'team_lead', ...MANAGERS) > 0, waitsFor: ['people'] },
  { id: 'calling', works: (found) => having(found, 'rep', 'team_lead') > 0, waitsFor: ['people'] },
  {
    id: 'opportunities',
    works: (found) => having(found, 'rep') > 0 && found.products > 0,
    waitsFor: ['people', 'products'],
  },
  {
    id: 'complaints',
    works: (found) => having(found, 'service_agent') > 0 && found.departments > 0,
    waitsFor: ['departments', 'people'],
  },
  { id: 'approvals', works: (found) => having(found, 'deputy_director', 'director') > 0, waitsFor: ['people'] },
  { id: 'revenue', works: (found) => found.rates > 0, waitsFor: ['rates'] },
];
