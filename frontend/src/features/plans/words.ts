import type { ItemState, PlanState } from '@/api';
import type { Tone } from '@/shared/ui/values/badge';

/** What the colour of a plan's state means. */
export const STATE_TONES: Record<PlanState, Tone> = {
  draft: 'mute',
  submitted: 'hold',
  returned: 'warn',
  approved: 'accent',
  active: 'ok',
  completed: 'mute',
  cancelled: 'mute',
};

export const ITEM_TONES: Record<ItemState, Tone> = {
  planned: 'accent',
  pending_approval: 'hold',
  done: 'ok',
  missed: 'bad',
  rescheduled: 'mute',
  cancelled: 'mute',
};
