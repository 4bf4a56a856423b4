import { msg } from '@lingui/core/macro';
import type {
  Criterion,
  LostReason,
  MilestoneKind,
  MilestoneState,
  OpportunityState,
  ProposalAnswer,
  Stage,
} from '@/api';
import { type Labels } from './label';

export const stageLabels: Labels<Stage> = {
  potential: msg({ context: 'stage', message: 'Potential' }),
  interested: msg({ context: 'stage', message: 'Interested' }),
  needs_defined: msg({ context: 'stage', message: 'Needs defined' }),
  negotiation: msg({ context: 'stage', message: 'Negotiation' }),
  contract_signed: msg({ context: 'stage', message: 'Contract signed' }),
  execution: msg({ context: 'stage', message: 'Execution' }),
};

export const opportunityStateLabels: Labels<OpportunityState> = {
  potential: msg({ context: 'opportunityState', message: 'Potential' }),
  interested: msg({ context: 'opportunityState', message: 'Interested' }),
  needs_defined: msg({ context: 'opportunityState', message: 'Needs defined' }),
  negotiation: msg({ context: 'opportunityState', message: 'Negotiation' }),
  contract_signed: msg({ context: 'opportunityState', message: 'Contract signed' }),
  execution: msg({ context: 'opportunityState', message: 'Execution' }),
  completed: msg({ context: 'opportunityState', message: 'Completed' }),
  lost: msg({ context: 'opportunityState', message: 'Lost' }),
  cancelled: msg({ context: 'opportunityState', message: 'Cancelled' }),
};

export const lostReasonLabels: Labels<LostReason> = {
  price: msg({ context: 'lostReason', message: 'Price' }),
  product_fit: msg({ context: 'lostReason', message: 'Product does not fit' }),
  quality: msg({ context: 'lostReason', message: 'Quality' }),
  delivery_time: msg({ context: 'lostReason', message: 'Delivery time' }),
  payment_terms: msg({ context: 'lostReason', message: 'Payment terms' }),
  service: msg({ context: 'lostReason', message: 'Service' }),
  relationship: msg({ context: 'lostReason', message: 'Relationship' }),
  budget_cut: msg({ context: 'lostReason', message: 'Budget cut' }),
  no_decision: msg({ context: 'lostReason', message: 'No decision' }),
  other: msg({ context: 'lostReason', message: 'Other' }),
};

export const proposalAnswerLabels: Labels<ProposalAnswer> = {
  accepted: msg({ context: 'proposalAnswer', message: 'Accepted' }),
  changes_wanted: msg({ context: 'proposalAnswer', message: 'Changes wanted' }),
  rejected: msg({ context: 'proposalAnswer', message: 'Rejected' }),
};

export const milestoneKindLabels: Labels<MilestoneKind> = {
  payment: msg({ context: 'milestoneKind', message: 'Payment' }),
  delivery: msg({ context: 'milestoneKind', message: 'Delivery' }),
};

export const milestoneStateLabels: Labels<MilestoneState> = {
  upcoming: msg({ context: 'milestoneState', message: 'Upcoming' }),
  due: msg({ context: 'milestoneState', message: 'Due' }),
  overdue: msg({ context: 'milestoneState', message: 'Overdue' }),
  done: msg({ context: 'milestoneState', message: 'Done' }),
};

export const criterionLabels: Labels<Criterion> = {
  customer: msg({ context: 'criterion', message: 'Customer' }),
  owner: msg({ context: 'criterion', message: 'Owner' }),
  connected_contact: msg({ context: 'criterion', message: 'A connected contact' }),
  intent_level_low: msg({ context: 'criterion', message: 'Intent at least low' }),
  open_follow_up: msg({ context: 'criterion', message: 'An open follow-up' }),
  needs_description: msg({ context: 'criterion', message: 'Description of needs' }),
  product_lines: msg({ context: 'criterion', message: 'Products with quantities' }),
  expected_purchase_date: msg({ context: 'criterion', message: 'Expected purchase date' }),
  competitors: msg({ context: 'criterion', message: 'Competitors, or none known' }),
  solution_proposal: msg({ context: 'criterion', message: 'Solution proposal' }),
  amount: msg({ context: 'criterion', message: 'Amount and currency' }),
  decision_maker: msg({ context: 'criterion', message: 'A decision maker' }),
  contract_number: msg({ context: 'criterion', message: 'Contract number' }),
  signing_date: msg({ context: 'criterion', message: 'Signing date' }),
  contract_amount: msg({ context: 'criterion', message: 'Contract amount' }),
  payment_terms: msg({ context: 'criterion', message: 'Payment terms' }),
  delivery_terms: msg({ context: 'criterion', message: 'Delivery terms' }),
  contract_file: msg({ context: 'criterion', message: 'Contract file' }),
  delivery_milestone: msg({ context: 'criterion', message: 'A delivery milestone' }),
  payment_milestone: msg({ context: 'criterion', message: 'A payment milestone' }),
  milestones_done: msg({ context: 'criterion', message: 'All milestones done' }),
  revisit_planned: msg({ context: 'criterion', message: 'A planned revisit' }),
  lost_reason: msg({ context: 'criterion', message: 'Reason of the loss' }),
  winning_competitor: msg({ context: 'criterion', message: 'Who won it' }),
  lessons_learned: msg({ context: 'criterion', message: 'What was learned' }),
};
