import { msg } from '@lingui/core/macro';
import type { Role, Scope } from '@/api';
import { type Labels } from './label';

export const roleLabels: Labels<Role> = {
  rep: msg({ context: 'role', message: 'Sales representative' }),
  team_lead: msg({ context: 'role', message: 'Team lead' }),
  sales_manager: msg({ context: 'role', message: 'Sales manager' }),
  deputy_director: msg({ context: 'role', message: 'Deputy director of sales' }),
  director: msg({ context: 'role', message: 'Director of sales' }),
  service_agent: msg({ context: 'role', message: 'Service agent' }),
  market_analyst: msg({ context: 'role', message: 'Market analyst' }),
  product_specialist: msg({ context: 'role', message: 'Product specialist' }),
  administrator: msg({ context: 'role', message: 'Administrator' }),
  auditor: msg({ context: 'role', message: 'Auditor' }),
  api_client: msg({ context: 'role', message: 'API client' }),
};

export const scopeLabels: Labels<Scope> = {
  own: msg({ context: 'scope', message: 'Own' }),
  team: msg({ context: 'scope', message: 'Team' }),
  department: msg({ context: 'scope', message: 'Department' }),
  company: msg({ context: 'scope', message: 'All' }),
};
