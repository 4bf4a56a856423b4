import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { PolicyVersionState, SettingUnit } from '@/api';

/* Words of the codes and fields that values are made of. Those that records have too stand in shared/labels. */

type Words = Readonly<Record<string, MessageDescriptor>>;

export const codeWords: Readonly<Record<string, Words>> = {
  Flag: {
    yes: msg({ context: 'setting Flag', message: 'Yes' }),
    no: msg({ context: 'setting Flag', message: 'No' }),
  },
  CustomerField: {
    name: msg({ context: 'setting CustomerField', message: 'Name' }),
    address: msg({ context: 'setting CustomerField', message: 'Address' }),
    country: msg({ context: 'setting CustomerField', message: 'Country' }),
    website: msg({ context: 'setting CustomerField', message: 'Website' }),
    phone: msg({ context: 'setting CustomerField', message: 'Phone' }),
    email: msg({ context: 'setting CustomerField', message: 'Email' }),
    messaging: msg({ context: 'setting CustomerField', message: 'Messaging' }),
    business_scope: msg({ context: 'setting CustomerField', message: 'Business scope' }),
    legal_representative: msg({ context: 'setting CustomerField', message: 'Legal representative' }),
    management: msg({ context: 'setting CustomerField', message: 'Management' }),
    industry: msg({ context: 'setting CustomerField', message: 'Industry' }),
    budget: msg({ context: 'setting CustomerField', message: 'Budget' }),
    purchase_frequency: msg({ context: 'setting CustomerField', message: 'Purchase frequency' }),
    decision_process: msg({ context: 'setting CustomerField', message: 'Decision process' }),
  },
  CallField: {
    key_points: msg({ context: 'setting CallField', message: 'Key points' }),
    outcome: msg({ context: 'setting CallField', message: 'Outcome' }),
    intent_level: msg({ context: 'setting CallField', message: 'Intent level' }),
    next_step: msg({ context: 'setting CallField', message: 'Next step' }),
    needs: msg({ context: 'setting CallField', message: 'Needs' }),
    objections: msg({ context: 'setting CallField', message: 'Objections' }),
    satisfaction: msg({ context: 'setting CallField', message: 'Satisfaction' }),
    market_information: msg({ context: 'setting CallField', message: 'Market information' }),
  },
  OutsideHours: {
    with_reason: msg({ context: 'setting OutsideHours', message: 'Allowed with a reason' }),
    refused: msg({ context: 'setting OutsideHours', message: 'Refused' }),
  },
  SensitiveGroup: {
    phone: msg({ context: 'setting SensitiveGroup', message: 'Phone' }),
    email: msg({ context: 'setting SensitiveGroup', message: 'Email' }),
    messaging: msg({ context: 'setting SensitiveGroup', message: 'Messaging' }),
    budget: msg({ context: 'setting SensitiveGroup', message: 'Budget' }),
    profit: msg({ context: 'setting SensitiveGroup', message: 'Profit' }),
  },
  Weekday: {
    monday: msg({ context: 'setting Weekday', message: 'Mon' }),
    tuesday: msg({ context: 'setting Weekday', message: 'Tue' }),
    wednesday: msg({ context: 'setting Weekday', message: 'Wed' }),
    thursday: msg({ context: 'setting Weekday', message: 'Thu' }),
    friday: msg({ context: 'setting Weekday', message: 'Fri' }),
    saturday: msg({ context: 'setting Weekday', message: 'Sat' }),
    sunday: msg({ context: 'setting Weekday', message: 'Sun' }),
  },
  Band: {
    excellent: msg({ context: 'setting Band', message: 'Excellent' }),
    good: msg({ context: 'setting Band', message: 'Good' }),
    qualified: msg({ context: 'setting Band', message: 'Qualified' }),
    unqualified: msg({ context: 'setting Band', message: 'Unqualified' }),
  },
  RecordKind: {
    calls: msg({ context: 'setting RecordKind', message: 'Calls' }),
    recordings: msg({ context: 'setting RecordKind', message: 'Recordings' }),
    logs: msg({ context: 'setting RecordKind', message: 'Logs' }),
  },
  EscalationUnit: {
    percent: msg({ context: 'setting EscalationUnit', message: 'percent of the time' }),
    working_hours: msg({ context: 'setting EscalationUnit', message: 'working hours' }),
    working_days: msg({ context: 'setting EscalationUnit', message: 'working days' }),
  },
  EscalationRecipient: {
    owner: msg({ context: 'setting EscalationRecipient', message: 'Person responsible' }),
    first_responder: msg({ context: 'setting EscalationRecipient', message: 'First responder' }),
    department_manager: msg({ context: 'setting EscalationRecipient', message: 'Manager of the department' }),
    sales_manager: msg({ context: 'setting EscalationRecipient', message: 'Sales manager' }),
    deputy_director: msg({ context: 'setting EscalationRecipient', message: 'Deputy director of sales' }),
    director: msg({ context: 'setting EscalationRecipient', message: 'Director of sales' }),
  },
  'Bonus.kind': {
    percent: msg({ context: 'setting Bonus.kind', message: 'Percent of performance pay' }),
    amount: msg({ context: 'setting Bonus.kind', message: 'Amount' }),
  },
  variant: {
    no_contact: msg({ context: 'setting variant', message: 'No contact for so many times the cadence' }),
    no_order: msg({ context: 'setting variant', message: 'No order for so many times the usual interval' }),
    complaint_unresolved: msg({ context: 'setting variant', message: 'A complaint is unresolved' }),
    low_satisfaction: msg({ context: 'setting variant', message: 'Latest satisfaction at most' }),
    source: msg({ context: 'setting variant', message: 'Where it came from' }),
    intent: msg({ context: 'setting variant', message: 'Its intent' }),
    expected_sales: msg({ context: 'setting variant', message: 'Expected yearly sales of at least' }),
    employees: msg({ context: 'setting variant', message: 'People employed, at least' }),
    decision_maker: msg({ context: 'setting variant', message: 'A decision maker is known' }),
    need: msg({ context: 'setting variant', message: 'A need is known' }),
    opportunity: msg({ context: 'setting variant', message: 'An opportunity is open' }),
    talked: msg({ context: 'setting variant', message: 'Talked to within days' }),
    unreached: msg({ context: 'setting variant', message: 'Calls in a row that reached nobody, at least' }),
  },
  Indicator: {
    sales_amount: msg({ context: 'setting Indicator', message: 'Sales amount' }),
    sales_profit: msg({ context: 'setting Indicator', message: 'Sales profit' }),
    orders_count: msg({ context: 'setting Indicator', message: 'Orders' }),
    calls_made: msg({ context: 'setting Indicator', message: 'Calls made' }),
    connect_rate: msg({ context: 'setting Indicator', message: 'Connect rate' }),
    talk_minutes: msg({ context: 'setting Indicator', message: 'Talk minutes' }),
    plan_completion_rate: msg({ context: 'setting Indicator', message: 'Plan completion rate' }),
    cadence_coverage: msg({ context: 'setting Indicator', message: 'Cadence coverage' }),
    follow_up_timeliness: msg({ context: 'setting Indicator', message: 'Follow-up timeliness' }),
    new_customers: msg({ context: 'setting Indicator', message: 'New customers' }),
    customer_growth_rate: msg({ context: 'setting Indicator', message: 'Customer growth rate' }),
    key_customers_won: msg({ context: 'setting Indicator', message: 'Key customers won' }),
    lead_conversion_rate: msg({ context: 'setting Indicator', message: 'Lead conversion rate' }),
    stage_conversion: msg({ context: 'setting Indicator', message: 'Stage conversion' }),
    stage_dwell_days: msg({ context: 'setting Indicator', message: 'Days in a stage' }),
    forecast_accuracy: msg({ context: 'setting Indicator', message: 'Forecast accuracy' }),
    data_accuracy: msg({ context: 'setting Indicator', message: 'Data accuracy' }),
    first_response_rate: msg({ context: 'setting Indicator', message: 'First response rate' }),
    resolution_rate: msg({ context: 'setting Indicator', message: 'Resolution rate' }),
    complaint_rate: msg({ context: 'setting Indicator', message: 'Complaint rate' }),
    complaint_handling_rate: msg({ context: 'setting Indicator', message: 'Complaint handling rate' }),
    complaint_satisfaction: msg({ context: 'setting Indicator', message: 'Complaint satisfaction' }),
    repeat_complaint_rate: msg({ context: 'setting Indicator', message: 'Repeat complaint rate' }),
    satisfaction_score: msg({ context: 'setting Indicator', message: 'Satisfaction score' }),
    satisfaction_improvement_rate: msg({ context: 'setting Indicator', message: 'Satisfaction improvement rate' }),
    loyalty: msg({ context: 'setting Indicator', message: 'Loyalty' }),
    churn_rate: msg({ context: 'setting Indicator', message: 'Churn rate' }),
    skill_score: msg({ context: 'setting Indicator', message: 'Skill score' }),
    teamwork_score: msg({ context: 'setting Indicator', message: 'Teamwork score' }),
    training_score: msg({ context: 'setting Indicator', message: 'Training score' }),
  },
};

export const fieldWords: Readonly<Record<string, Words>> = {
  GradeWeights: {
    amount: msg({ context: 'setting field GradeWeights', message: 'Amount' }),
    frequency: msg({ context: 'setting field GradeWeights', message: 'Frequency' }),
    potential: msg({ context: 'setting field GradeWeights', message: 'Potential' }),
    recency: msg({ context: 'setting field GradeWeights', message: 'Recency' }),
  },
  AssessmentBands: {
    excellent: msg({ context: 'setting field AssessmentBands', message: 'Excellent from' }),
    good: msg({ context: 'setting field AssessmentBands', message: 'Good from' }),
    qualified: msg({ context: 'setting field AssessmentBands', message: 'Qualified from' }),
  },
  MaterialChange: {
    method: msg({ context: 'setting field MaterialChange', message: 'Another contact method' }),
    date_shift_days: msg({ context: 'setting field MaterialChange', message: 'A date moved by more than' }),
    customer_added: msg({ context: 'setting field MaterialChange', message: 'A customer added' }),
    customer_removed: msg({ context: 'setting field MaterialChange', message: 'A customer removed' }),
  },
  EscalationStep: {
    offset: msg({ context: 'setting field EscalationStep', message: 'Distance from the deadline, negative before it' }),
    unit: msg({ context: 'setting field EscalationStep', message: 'Counted in' }),
    recipient: msg({ context: 'setting field EscalationStep', message: 'Who is told' }),
  },
  Bonus: {
    kind: msg({ context: 'setting field Bonus', message: 'Kind' }),
    value: msg({ context: 'setting field Bonus', message: 'How much' }),
  },
  CountryCallWindow: {
    days_off: msg({ context: 'setting field CountryCallWindow', message: 'Days off' }),
    windows: msg({ context: 'setting field CountryCallWindow', message: 'Calling hours' }),
    exceptions: msg({ context: 'setting field CountryCallWindow', message: 'Days with hours of their own' }),
  },
  TimeRange: {
    start: msg({ context: 'setting field TimeRange', message: 'From' }),
    end: msg({ context: 'setting field TimeRange', message: 'Until' }),
  },
  QuietRange: {
    start: msg({ context: 'setting field QuietRange', message: 'From' }),
    end: msg({ context: 'setting field QuietRange', message: 'Until' }),
  },
  NoContact: {
    factor: msg({ context: 'setting field NoContact', message: 'Times' }),
  },
  NoOrder: {
    factor: msg({ context: 'setting field NoOrder', message: 'Times' }),
  },
  LowSatisfaction: {
    at_most: msg({ context: 'setting field LowSatisfaction', message: 'Score' }),
  },
  ComplaintUnresolved: {},
  CrossSellRules: {
    period_days: msg({ context: 'setting field CrossSellRules', message: 'Orders of so many days' }),
    least_customers: msg({ context: 'setting field CrossSellRules', message: 'Customers who bought both, at least' }),
    least_percent: msg({
      context: 'setting field CrossSellRules',
      message: 'Percent of who bought the first, at least',
    }),
  },
  SourceFact: {
    points: msg({ context: 'setting field lead', message: 'Points' }),
  },
  IntentFact: {
    points: msg({ context: 'setting field lead', message: 'Points' }),
  },
  ExpectedSalesFact: {
    from_amount: msg({ context: 'setting field lead', message: 'From' }),
    points: msg({ context: 'setting field lead', message: 'Points' }),
  },
  EmployeesFact: {
    at_least: msg({ context: 'setting field lead', message: 'From' }),
    points: msg({ context: 'setting field lead', message: 'Points' }),
  },
  DecisionMakerFact: {
    points: msg({ context: 'setting field lead', message: 'Points' }),
  },
  NeedFact: {
    points: msg({ context: 'setting field lead', message: 'Points' }),
  },
  OpportunityFact: {
    points: msg({ context: 'setting field lead', message: 'Points' }),
  },
  TalkedFact: {
    within_days: msg({ context: 'setting field lead', message: 'Days' }),
    points: msg({ context: 'setting field lead', message: 'Points' }),
  },
  UnreachedFact: {
    at_least: msg({ context: 'setting field lead', message: 'From' }),
    points: msg({ context: 'setting field lead', message: 'Points' }),
  },
};

/** What null means, by field or by the codes of a table. */
export const nullWords: Words = {
  'MaterialChange.date_shift_days': msg({ context: 'setting none', message: 'Never' }),
  'CountryCallWindow.windows': msg({ context: 'setting none', message: 'As everywhere' }),
  Role: msg({ context: 'setting none', message: 'Unlimited' }),
};

/** What follows a number. */
export const unitWords: Record<SettingUnit, MessageDescriptor | null> = {
  none: null,
  days: msg({ context: 'setting unit', message: 'days' }),
  working_days: msg({ context: 'setting unit', message: 'working days' }),
  hours: msg({ context: 'setting unit', message: 'hours' }),
  working_hours: msg({ context: 'setting unit', message: 'working hours' }),
  minutes: msg({ context: 'setting unit', message: 'minutes' }),
  working_minutes: msg({ context: 'setting unit', message: 'working minutes' }),
  months: msg({ context: 'setting unit', message: 'months' }),
  day_of_month: msg({ context: 'setting unit', message: 'of the month' }),
  percent: msg({ context: 'setting unit', message: '%' }),
  score: msg({ context: 'setting unit', message: 'points' }),
  weight: null,
  base_currency: null,
  calls: msg({ context: 'setting unit', message: 'calls' }),
  attempts: msg({ context: 'setting unit', message: 'times' }),
  rows: msg({ context: 'setting unit', message: 'rows' }),
  local_time: null,
};

export const versionStateWords: Record<PolicyVersionState, MessageDescriptor> = {
  pending: msg({ context: 'versionState', message: 'To come' }),
  in_force: msg({ context: 'versionState', message: 'In force' }),
  superseded: msg({ context: 'versionState', message: 'Replaced' }),
  withdrawn: msg({ context: 'versionState', message: 'Withdrawn' }),
};
