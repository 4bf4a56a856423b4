import { msg } from '@lingui/core/macro';
import type {
  AmendmentState,
  ContactRule,
  DialHeld,
  Direction,
  Disposition,
  HandoffState,
  ItemState,
  MarketTopic,
  Method,
  NextStepKind,
  PlanKind,
  PlanState,
  SkipReason,
} from '@/api';
import { type Labels } from './label';

export const planKindLabels: Labels<PlanKind> = {
  dial: msg({ context: 'planKind', message: 'Dial plan' }),
  follow_up: msg({ context: 'planKind', message: 'Follow-up plan' }),
  revisit: msg({ context: 'planKind', message: 'Revisit plan' }),
  care: msg({ context: 'planKind', message: 'Care plan' }),
};

export const planStateLabels: Labels<PlanState> = {
  draft: msg({ context: 'planState', message: 'Draft' }),
  submitted: msg({ context: 'planState', message: 'Submitted' }),
  returned: msg({ context: 'planState', message: 'Returned' }),
  approved: msg({ context: 'planState', message: 'Approved' }),
  active: msg({ context: 'planState', message: 'Active' }),
  completed: msg({ context: 'planState', message: 'Completed' }),
  cancelled: msg({ context: 'planState', message: 'Cancelled' }),
};

export const itemStateLabels: Labels<ItemState> = {
  planned: msg({ context: 'itemState', message: 'Planned' }),
  pending_approval: msg({ context: 'itemState', message: 'To approve' }),
  done: msg({ context: 'itemState', message: 'Done' }),
  missed: msg({ context: 'itemState', message: 'Missed' }),
  rescheduled: msg({ context: 'itemState', message: 'Rescheduled' }),
  cancelled: msg({ context: 'itemState', message: 'Cancelled' }),
};

export const methodLabels: Labels<Method> = {
  phone: msg({ context: 'method', message: 'Phone' }),
  visit: msg({ context: 'method', message: 'Visit' }),
  online_meeting: msg({ context: 'method', message: 'Video meeting' }),
  email: msg({ context: 'method', message: 'Email' }),
  sms: msg({ context: 'method', message: 'SMS' }),
  wechat: msg({ context: 'method', message: 'WeChat' }),
  whatsapp: msg({ context: 'method', message: 'WhatsApp' }),
  other: msg({ context: 'method', message: 'Other' }),
};

export const dispositionLabels: Labels<Disposition> = {
  connected: msg({ context: 'disposition', message: 'Connected' }),
  no_answer: msg({ context: 'disposition', message: 'No answer' }),
  busy: msg({ context: 'disposition', message: 'Busy' }),
  voicemail: msg({ context: 'disposition', message: 'Voicemail' }),
  wrong_number: msg({ context: 'disposition', message: 'Wrong number' }),
  refused: msg({ context: 'disposition', message: 'Refused' }),
  callback_requested: msg({ context: 'disposition', message: 'Call back' }),
  do_not_call: msg({ context: 'disposition', message: 'Do not call' }),
  failed: msg({ context: 'disposition', message: 'Call failed' }),
};

export const dialHeldLabels: Labels<DialHeld> = {
  not_due: msg({ context: 'dialHeld', message: 'Not due yet' }),
  closed: msg({ context: 'dialHeld', message: 'Closed there' }),
  no_answer: msg({ context: 'dialHeld', message: 'No answer just now' }),
  put_aside: msg({ context: 'dialHeld', message: 'Skipped' }),
  colleague: msg({ context: 'dialHeld', message: 'With a colleague' }),
  no_number: msg({ context: 'dialHeld', message: 'No number on file' }),
  unknown_time: msg({ context: 'dialHeld', message: 'Their time is not known' }),
  refused: msg({ context: 'dialHeld', message: 'Does not wish to be called' }),
};

export const skipReasonLabels: Labels<SkipReason> = {
  not_now: msg({ context: 'skipReason', message: 'Not the moment' }),
  prepare_first: msg({ context: 'skipReason', message: 'To prepare first' }),
  language: msg({ context: 'skipReason', message: 'Needs another language' }),
  colleague: msg({ context: 'skipReason', message: 'A colleague is at it' }),
  other: msg({ context: 'skipReason', message: 'Another reason' }),
};

export const contactRuleLabels: Labels<ContactRule> = {
  cadence: msg({ context: 'contactRule', message: 'Contact by grade' }),
  after_closing: msg({ context: 'contactRule', message: 'Revisit after the purchase' }),
  nurture: msg({ context: 'contactRule', message: 'Nurture' }),
  progress_report: msg({ context: 'contactRule', message: 'Progress report' }),
};

export const directionLabels: Labels<Direction> = {
  inbound: msg({ context: 'direction', message: 'Inbound' }),
  outbound: msg({ context: 'direction', message: 'Outbound' }),
};

export const nextStepKindLabels: Labels<NextStepKind> = {
  none: msg({ context: 'nextStepKind', message: 'None' }),
  follow_up: msg({ context: 'nextStepKind', message: 'Follow-up' }),
  call_back: msg({ context: 'nextStepKind', message: 'Call back' }),
  nurture: msg({ context: 'nextStepKind', message: 'Nurture' }),
};

export const handoffStateLabels: Labels<HandoffState> = {
  open: msg({ context: 'handoffState', message: 'Open' }),
  answered: msg({ context: 'handoffState', message: 'Answered' }),
  told_to_customer: msg({ context: 'handoffState', message: 'Told to customer' }),
};

export const marketTopicLabels: Labels<MarketTopic> = {
  competitors: msg({ context: 'marketTopic', message: 'Competitors' }),
  industry: msg({ context: 'marketTopic', message: 'Industry' }),
  policy: msg({ context: 'marketTopic', message: 'Policy' }),
  prices: msg({ context: 'marketTopic', message: 'Prices' }),
  other: msg({ context: 'marketTopic', message: 'Other' }),
};

export const amendmentStateLabels: Labels<AmendmentState> = {
  pending: msg({ context: 'amendmentState', message: 'To approve' }),
  approved: msg({ context: 'amendmentState', message: 'Approved' }),
  returned: msg({ context: 'amendmentState', message: 'Returned' }),
  applied: msg({ context: 'amendmentState', message: 'Applied' }),
};

/** What to see to for a method, by the codes of a planned contact's checklist. */
export const checklistLabels: Labels<string> = {
  bring_samples: msg({ context: 'checklist', message: 'Bring samples' }),
  check_attachments: msg({ context: 'checklist', message: 'Check the attachments' }),
  check_consent: msg({ context: 'checklist', message: 'Check the consent' }),
  check_local_time: msg({ context: 'checklist', message: 'Check the time there' }),
  choose_template: msg({ context: 'checklist', message: 'Choose a template' }),
  introduce_yourself: msg({ context: 'checklist', message: 'Introduce yourself' }),
  keep_it_short: msg({ context: 'checklist', message: 'Keep it short' }),
  make_appointment: msg({ context: 'checklist', message: 'Make an appointment' }),
  open_script: msg({ context: 'checklist', message: 'Have the script open' }),
  plan_route: msg({ context: 'checklist', message: 'Plan the route' }),
  prepare_materials: msg({ context: 'checklist', message: 'Prepare the materials' }),
  read_background: msg({ context: 'checklist', message: 'Read the background' }),
  record_answer: msg({ context: 'checklist', message: 'Record the answer' }),
  record_key_points: msg({ context: 'checklist', message: 'Record the key points' }),
  send_link: msg({ context: 'checklist', message: 'Send the link' }),
  test_sound: msg({ context: 'checklist', message: 'Test the sound' }),
};
