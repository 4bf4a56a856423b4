import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/* The chapters of the settings, and what each setting governs. One that is newer than this build stands in the last chapter. */

export type Chapter = 'customers' | 'calling' | 'sales' | 'service' | 'control' | 'other';

export const chapterNames: Record<Chapter, MessageDescriptor> = {
  customers: msg({ context: 'chapter', message: 'Customers' }),
  calling: msg({ context: 'chapter', message: 'Calling' }),
  sales: msg({ context: 'chapter', message: 'Sales' }),
  service: msg({ context: 'chapter', message: 'Service' }),
  control: msg({ context: 'chapter', message: 'Control and assessment' }),
  other: msg({ context: 'chapter', message: 'Other' }),
};

interface Words {
  chapter: Chapter;
  governs: MessageDescriptor;
}

export const settingWords: Readonly<Record<string, Words>> = {
  customer_entry_hours: {
    chapter: 'customers',
    governs: msg`A customer is entered within this many working hours after its data was obtained.`,
  },
  customer_review_days: {
    chapter: 'customers',
    governs: msg`Every customer's data is reviewed completely at least once in this many days.`,
  },
  important_change_working_days: {
    chapter: 'customers',
    governs: msg`An important change is recorded within this many working days after it was learned.`,
  },
  important_fields: {
    chapter: 'customers',
    governs: msg`A change of one of these facts about a customer is an important change.`,
  },
  key_customer_double_check: {
    chapter: 'customers',
    governs: msg`A key customer stays pending until a second person has verified it.`,
  },
  contact_cadence_days: {
    chapter: 'customers',
    governs: msg`Longest allowed gap between contacts with a customer of each grade; never longer for a better grade.`,
  },
  executive_contact_days: {
    chapter: 'customers',
    governs: msg`Longest allowed gap between contacts of a key customer's executive sponsor with it.`,
  },
  closed_revisit_days: {
    chapter: 'customers',
    governs: msg`Longest allowed gap between revisits of a customer that has bought.`,
  },
  nurture_cadence_days: {
    chapter: 'customers',
    governs: msg`Longest allowed gap between contacts with a potential customer without clear intent.`,
  },
  progress_report_days: {
    chapter: 'customers',
    governs: msg`Longest allowed gap between contacts with an interested customer whose intent is clear.`,
  },
  grade_thresholds: {
    chapter: 'customers',
    governs: msg`Expected annual sales from which a customer belongs to each grade; the lowest grade starts at 0.`,
  },
  grade_rules: {
    chapter: 'customers',
    governs: msg`Weights of amount, frequency, potential and recency in the proposed grade; they sum to 1.`,
  },
  grade_review_days: {
    chapter: 'customers',
    governs: msg`Every customer's grade is evaluated again at least once in this many days.`,
  },
  lead_score_rules: {
    chapter: 'customers',
    governs: msg`Facts that make a customer promising who has not bought yet, and the points each gives; their sum, between 0 and 100, is its score.`,
  },
  lead_check_days: {
    chapter: 'customers',
    governs: msg`Scores are compared with who bought within this many days.`,
  },
  cross_sell_rules: {
    chapter: 'customers',
    governs: msg`A product is suggested to who bought another when enough customers bought both within the period, a large enough share of those who bought the other, and a larger one than of customers at large. A product line is where that holds of lines, and of no single product of it.`,
  },
  base_currency: {
    chapter: 'customers',
    governs: msg`ISO 4217 currency in which amounts are compared and in which money in other settings is stated.`,
  },
  local_call_window: {
    chapter: 'calling',
    governs: msg`Local wall-clock ranges, Monday to Friday, in which a customer may be called.`,
  },
  country_call_windows: {
    chapter: 'calling',
    governs: msg`Countries whose days off or calling hours differ from the company’s usual ones on Monday to Friday, by ISO 3166 code, and parts of countries that differ from those in turn (MY-03).`,
  },
  rep_daily_call_cap: {
    chapter: 'calling',
    governs: msg`No more calls than this are planned for one rep on one day.`,
  },
  rep_rest_minutes_per_hour: {
    chapter: 'calling',
    governs: msg`Minutes of every working hour of a rep that stay free of planned calls.`,
  },
  max_attempts_per_contact_per_day: {
    chapter: 'calling',
    governs: msg`A contact is dialled at most this often on one day.`,
  },
  retry_after_no_answer_hours: {
    chapter: 'calling',
    governs: msg`A contact who did not answer is not dialled again before this many hours have passed.`,
  },
  connected_call_required_fields: {
    chapter: 'calling',
    governs: msg`A connected call is logged only with these.`,
  },
  outside_hours_calls: {
    chapter: 'calling',
    governs: msg`Whether a customer may be called outside its calling hours when a reason is given, or not at all.`,
  },
  call_log_deadline_minutes: {
    chapter: 'calling',
    governs: msg`A call logged later than this many minutes after hanging up is marked late.`,
  },
  handoff_answer_working_hours: {
    chapter: 'calling',
    governs: msg`A department answers a question handed to it within this many of its working hours.`,
  },
  pipeline_stage_criteria: {
    chapter: 'sales',
    governs: msg`What an opportunity must have before it enters each stage or outcome.`,
  },
  stage_follow_up_days: {
    chapter: 'sales',
    governs: msg`Longest allowed gap between follow-ups of an opportunity in each stage.`,
  },
  important_opportunity_amount: {
    chapter: 'sales',
    governs: msg`An open opportunity above this amount is important and owes review meetings.`,
  },
  opportunity_review_days: {
    chapter: 'sales',
    governs: msg`Longest allowed gap between review meetings of an important opportunity.`,
  },
  stage_probability: {
    chapter: 'sales',
    governs: msg`Chance of success of an opportunity in each stage, in percent; never lower in a later stage.`,
  },
  forecast_submit_day: {
    chapter: 'sales',
    governs: msg`Day of the month by which the forecast for the next month is submitted; 28 at most, so every month has it.`,
  },
  forecast_review_working_days: {
    chapter: 'sales',
    governs: msg`A submitted forecast is reviewed within this many working days.`,
  },
  revisit_plan_lead_days: {
    chapter: 'sales',
    governs: msg`A revisit plan is submitted for approval at least this many days before its first item.`,
  },
  revisit_material_change: {
    chapter: 'sales',
    governs: msg`Amendments of an approved revisit plan that send the changed items back for approval.`,
  },
  ticket_first_response_minutes: {
    chapter: 'service',
    governs: msg`Working minutes within which a ticket of each priority gets its first response.`,
  },
  ticket_resolution_working_hours: {
    chapter: 'service',
    governs: msg`Working hours within which a ticket of each priority is solved.`,
  },
  complaint_contact_working_days: {
    chapter: 'service',
    governs: msg`The customer is contacted within this many working days after a complaint was registered.`,
  },
  complaint_dispatch_working_hours: {
    chapter: 'service',
    governs: msg`A complaint is dispatched to the responsible department within this many working hours after the customer was contacted.`,
  },
  complaint_solution_working_days: {
    chapter: 'service',
    governs: msg`The responsible department proposes a solution within this many working days after dispatch.`,
  },
  complaint_resolution_working_days: {
    chapter: 'service',
    governs: msg`A complaint is resolved within this many working days.`,
  },
  complaint_satisfaction_working_days: {
    chapter: 'service',
    governs: msg`The customer is asked whether it is satisfied within this many working days after a complaint was resolved; within as many again it is archived.`,
  },
  complaint_escalation_steps: {
    chapter: 'service',
    governs: msg`Who is told when a complaint nears or passes a deadline, earliest step first.`,
  },
  compensation_approval_limits: {
    chapter: 'service',
    governs: msg`Largest compensation each role may approve; some are unlimited, a role not named approves none.`,
  },
  message_quiet_hours: {
    chapter: 'service',
    governs: msg`Local wall-clock ranges at the customer in which no mail or SMS goes out.`,
  },
  care_gap_days: {
    chapter: 'service',
    governs: msg`At least this many days lie between two care contacts with one customer.`,
  },
  satisfaction_survey_days: {
    chapter: 'service',
    governs: msg`A satisfaction survey is held at least once in this many days.`,
  },
  export_approval_rows: {
    chapter: 'control',
    governs: msg`An export of more rows than this waits for an approval; 0 makes every export wait.`,
  },
  export_window_days: {
    chapter: 'control',
    governs: msg`A person's exported rows of this many days, and those read page after page, are added up when an export is held against the limit of exports without approval.`,
  },
  share_default_days: {
    chapter: 'control',
    governs: msg`A customer shared with a colleague is shared for this many days unless told otherwise.`,
  },
  disclosure_default_days: {
    chapter: 'control',
    governs: msg`A released disclosure expires after this many days unless its approval says otherwise.`,
  },
  sensitive_fields: {
    chapter: 'control',
    governs: msg`Groups of fields hidden from each role, in reading, searching and sorting.`,
  },
  assessment_weights: {
    chapter: 'control',
    governs: msg`Share of each indicator in the score of a role; 100 percent per role. Roles not named are not assessed. Kept for a whole assessment run.`,
  },
  assessment_bands: {
    chapter: 'control',
    governs: msg`Score out of 100 from which a result is excellent, good or qualified. Kept for a whole assessment run.`,
  },
  bonus_table: {
    chapter: 'control',
    governs: msg`What each band earns in each role; nothing where the table is empty. Kept for a whole assessment run.`,
  },
  onboarding_training_days: {
    chapter: 'control',
    governs: msg`A new person completes the onboarding training within this many days.`,
  },
  churn_rules: {
    chapter: 'control',
    governs: msg`Any of these makes a customer a churn risk and is given as the reason.`,
  },
  retention: {
    chapter: 'control',
    governs: msg`Months before what was kept is removed, from the call or the download on: recordings; calls, what switches and mail systems reported of a contact (its contact record stays); logs, who downloaded which file.`,
  },
  policy_second_person: {
    chapter: 'control',
    governs: msg`A change of one of these settings is proposed by one person and confirmed by another before it counts. While the list names any, so is a change of the list itself.`,
  },
};
