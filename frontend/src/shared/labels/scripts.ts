import { msg } from '@lingui/core/macro';
import type {
  ScriptCheck,
  ScriptDimension,
  ScriptFills,
  ScriptScenario,
  ScriptVariable,
  ScriptVersionState,
} from '@/api';
import { type Labels } from './label';

export const scenarioLabels: Labels<ScriptScenario> = {
  first_contact: msg({ context: 'scenario', message: 'First contact' }),
  nurture: msg({ context: 'scenario', message: 'Keeping in touch' }),
  follow_up: msg({ context: 'scenario', message: 'Follow-up' }),
  quote_follow_up: msg({ context: 'scenario', message: 'Quote follow-up' }),
  negotiation: msg({ context: 'scenario', message: 'Negotiation' }),
  revisit: msg({ context: 'scenario', message: 'Revisit' }),
  care: msg({ context: 'scenario', message: 'Care' }),
  win_back: msg({ context: 'scenario', message: 'Winning back' }),
};

export const scriptStateLabels: Labels<ScriptVersionState> = {
  draft: msg({ context: 'scriptState', message: 'Draft' }),
  submitted: msg({ context: 'scriptState', message: 'Submitted' }),
  approved: msg({ context: 'scriptState', message: 'In use' }),
  retired: msg({ context: 'scriptState', message: 'Retired' }),
};

/** What every conversation is held to. */
export const checkLabels: Labels<ScriptCheck> = {
  introduced: msg({ context: 'scriptCheck', message: 'Introduced' }),
  purpose: msg({ context: 'scriptCheck', message: 'Purpose' }),
  recap: msg({ context: 'scriptCheck', message: 'Recap' }),
  no_pressure: msg({ context: 'scriptCheck', message: 'No pressure' }),
};

export const dimensionLabels: Labels<ScriptDimension> = {
  scenario: msg({ context: 'scriptDimension', message: 'the occasion' }),
  product: msg({ context: 'scriptDimension', message: 'the product' }),
  segment: msg({ context: 'scriptDimension', message: 'the segment' }),
  market: msg({ context: 'scriptDimension', message: 'the market' }),
};

export const fillsLabels: Labels<ScriptFills> = {
  current_need: msg({ context: 'scriptFills', message: 'Current need' }),
  future_need: msg({ context: 'scriptFills', message: 'Future need' }),
  latent_need: msg({ context: 'scriptFills', message: 'Latent need' }),
  demand: msg({ context: 'scriptFills', message: 'Demand' }),
  decision_process: msg({ context: 'scriptFills', message: 'Decision process' }),
  preferences: msg({ context: 'scriptFills', message: 'Preferences' }),
  business_scope: msg({ context: 'scriptFills', message: 'Business scope' }),
};

/** What stands in braces in a text. */
export const variableLabels: Labels<ScriptVariable> = {
  contact: msg({ context: 'scriptVariable', message: 'Contact' }),
  customer: msg({ context: 'scriptVariable', message: 'Customer' }),
  city: msg({ context: 'scriptVariable', message: 'City' }),
  rep: msg({ context: 'scriptVariable', message: 'Your name' }),
  product: msg({ context: 'scriptVariable', message: 'Product' }),
  opportunity: msg({ context: 'scriptVariable', message: 'Opportunity' }),
  last_contact: msg({ context: 'scriptVariable', message: 'Last contact' }),
};
