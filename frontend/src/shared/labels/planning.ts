import { msg } from '@lingui/core/macro';
import type {
  CareHeld,
  CareItem,
  DialPlanState,
  DutyKind,
  Emphasis,
  LeftOutReason,
  Occasion,
  RosterExceptionKind,
  SlotChange,
} from '@/api';
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

export const occasionLabels: Labels<Occasion> = {
  birthday: msg({ context: 'occasion', message: 'Birthday' }),
  holiday: msg({ context: 'occasion', message: 'Holiday' }),
};

export const careItemLabels: Labels<CareItem> = {
  birthday: msg({ context: 'care', message: 'Birthday greeting' }),
  holiday: msg({ context: 'care', message: 'Holiday greeting' }),
  product_tip: msg({ context: 'care', message: 'Product tip' }),
  product_update: msg({ context: 'care', message: 'Product update' }),
  industry_news: msg({ context: 'care', message: 'Industry news' }),
  offer: msg({ context: 'care', message: 'Offer' }),
  event: msg({ context: 'care', message: 'Event' }),
};

export const careHeldLabels: Labels<CareHeld> = {
  care_gap: msg({ context: 'care', message: 'Too close to another greeting' }),
  opted_out: msg({ context: 'care', message: 'Does not want to be contacted this way' }),
  no_calling_day: msg({ context: 'care', message: 'No calling day before it' }),
  planned_already: msg({ context: 'care', message: 'The same contact is planned that day' }),
  not_possible: msg({ context: 'care', message: 'Cannot be planned' }),
};
