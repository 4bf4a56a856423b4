import { msg } from '@lingui/core/macro';
import type { CampaignPriority, CampaignState, GoalKind } from '@/api';
import { type Labels } from './label';

export const campaignStateLabels: Labels<CampaignState> = {
  draft: msg({ context: 'campaign', message: 'Draft' }),
  running: msg({ context: 'campaign', message: 'Running' }),
  ended: msg({ context: 'campaign', message: 'Ended' }),
  cancelled: msg({ context: 'campaign', message: 'Cancelled' }),
};

/** What a goal counts. */
export const goalKindLabels: Labels<GoalKind> = {
  calls: msg({ context: 'goal', message: 'Calls made' }),
  interested: msg({ context: 'goal', message: 'Interested customers' }),
  deals: msg({ context: 'goal', message: 'Deals' }),
  amount: msg({ context: 'goal', message: 'Amount of deals' }),
};

export const priorityLabels: Labels<CampaignPriority> = {
  usual: msg({ context: 'campaign priority', message: 'As usual' }),
  raised: msg({ context: 'campaign priority', message: 'Raised' }),
  first: msg({ context: 'campaign priority', message: 'First' }),
};
