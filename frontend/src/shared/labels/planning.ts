import { msg } from '@lingui/core/macro';
import type { DialPlanState, DutyKind, Emphasis, LeftOutReason, RosterExceptionKind, SlotChange } from '@/api';
import { type Labels } from './label';

export const dialPlanStateLabels: Labels<DialPlanState> = {
  waiting: msg({ context: 'dialPlan', message: 'Being computed' }),
  ready: msg({ context: 'dialPlan', message: 'Tried out' }),
  applied: msg({ context: 'dialPlan', message: 'In use' }),
  discarded: msg({ context: 'dialPlan', message: 'Discarded' }),
  failed: msg({ context: 'dialPlan', message: 'Failed' }),
};

export const emphasisLabels: Labels<Emphasis> = {
  overdue: msg({ context: 'emphasis', message: 'Overdue first' }),
  value: msg({ context: 'emphasis', message: 'Open business first' }),
};

export const slotChangeLabels: Labels<SlotChange> = {
  added: msg({ context: 'slotChange', message: 'Added' }),
  moved: msg({ context: 'slotChange', message: 'Moved' }),
  same: msg({ context: 'slotChange', message: 'Stays' }),
  fixed: msg({ context: 'slotChange', message: 'Fixed' }),
};

export const leftOutLabels: Labels<LeftOutReason> = {
  capacity: msg({ context: 'leftOut', message: 'No room left' }),
  no_common_hour: msg({ context: 'leftOut', message: 'No hour that both have' }),
  nobody_on_duty: msg({ context: 'leftOut', message: 'Nobody on duty' }),
  refused: msg({ context: 'leftOut', message: 'Refuses calls' }),
  zone_unknown: msg({ context: 'leftOut', message: 'Time zone unknown' }),
  no_number: msg({ context: 'leftOut', message: 'No valid number' }),
  agreed_later: msg({ context: 'leftOut', message: 'Agreed on later' }),
  excluded: msg({ context: 'leftOut', message: 'Not to be planned' }),
};

export const dutyLabels: Labels<DutyKind> = {
  shift: msg({ context: 'duty', message: 'Shift' }),
  rest: msg({ context: 'duty', message: 'Day off' }),
  holiday: msg({ context: 'duty', message: 'Holiday' }),
  leave: msg({ context: 'duty', message: 'Leave' }),
  sick: msg({ context: 'duty', message: 'Sick' }),
  training: msg({ context: 'duty', message: 'Training' }),
  other: msg({ context: 'duty', message: 'Other' }),
};

export const rosterExceptionLabels: Labels<RosterExceptionKind> = {
  leave: msg({ context: 'duty', message: 'Leave' }),
  sick: msg({ context: 'duty', message: 'Sick' }),
  rest: msg({ context: 'duty', message: 'Day off' }),
  training: msg({ context: 'duty', message: 'Training' }),
  shift: msg({ context: 'duty', message: 'Other hours' }),
  other: msg({ context: 'duty', message: 'Other' }),
};
