import type { Alert, AlertReason } from '@/api';

/** How pressing alerts are: a limit was passed, will be soon, or something is missing. */
export type Urgency = 'passed' | 'soon' | 'missing';

const URGENCY: Record<AlertReason, Urgency> = {
  no_worker: 'passed',
  deadline_escalated: 'passed',
  deadline_overdue: 'passed',
  complaint_escalated: 'passed',
  milestone_overdue: 'passed',
  review_action_overdue: 'passed',
  preventive_action_overdue: 'passed',
  file_reviews_overdue: 'passed',
  rows_over_limit: 'passed',
  contact_missed: 'passed',
  contact_against_refusal: 'passed',
  contact_overdue: 'passed',
  contact_long_overdue: 'passed',
  call_to_complete: 'passed',
  deadline_due_soon: 'soon',
  plan_to_decide: 'soon',
  amendment_to_decide: 'soon',
  export_to_decide: 'soon',
  compensation_to_decide: 'soon',
  customer_to_verify: 'soon',
  share_to_decide: 'soon',
  policy_to_confirm: 'soon',
  change_to_decide: 'soon',
  refusal_to_lift: 'soon',
  answer_to_tell: 'soon',
  review_owed: 'soon',
  executive_contact_owed: 'passed',
  executive_contact_missed: 'passed',
  stage_without_next_step: 'missing',
  intent_without_follow_up: 'missing',
};

export interface AlertGroup {
  urgency: Urgency;
  alerts: Alert[];
}

/** Alerts by how pressing they are; those of one customer stand together, in the order in which the customer first comes. */
export function grouped(alerts: readonly Alert[]): AlertGroup[] {
  const order: Urgency[] = ['passed', 'soon', 'missing'];
  return order
    .map((urgency) => ({
      urgency,
      alerts: together(alerts.filter((alert) => (URGENCY[alert.reason] ?? 'missing') === urgency)),
    }))
    .filter((group) => group.alerts.length > 0);
}

function together(alerts: readonly Alert[]): Alert[] {
  const byCustomer = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const key = alert.customer_id ?? alert.subject_id;
    byCustomer.set(key, [...(byCustomer.get(key) ?? []), alert]);
  }
  return [...byCustomer.values()].flat();
}

const PATHS: Record<string, string> = {
  customer: '/customers',
  opportunity: '/opportunities',
  complaint: '/complaints',
};

/** Where the record of an alert is opened; null for a kind that has no screen. */
export function pathOf(
  alert: Pick<Alert, 'subject_type' | 'subject_id'> & { reason?: Alert['reason'] },
): string | null {
  if (alert.reason === 'contact_overdue' || alert.reason === 'contact_long_overdue') return '/duties';
  if (alert.reason === 'contact_missed') return '/dial';
  if (alert.subject_type === 'contact_record') return `/dial?complete=${alert.subject_id}`;
  const base = PATHS[alert.subject_type];
  return base === undefined ? null : `${base}/${alert.subject_id}`;
}

function text(facts: Alert['facts'], name: string): string | null {
  const value = facts[name];
  return typeof value === 'string' ? value : null;
}

/** Whose work an alert to their lead is about; null where it is its owner's own. */
export const whoseOf = (alert: Pick<Alert, 'facts'>): string | null => text(alert.facts, 'of_user_id');

/** What an alert's deadline was: an instant or a calendar day. */
export function dueOf(alert: Pick<Alert, 'facts'>): { at: string } | { on: string } | null {
  const at = text(alert.facts, 'due_at');
  if (at !== null) return { at };
  const on = text(alert.facts, 'due_on');
  return on === null ? null : { on };
}

/** A code among the facts: which milestone, stage or deadline it is about. */
export function factCode(alert: Pick<Alert, 'facts'>): string | null {
  return text(alert.facts, 'kind') ?? text(alert.facts, 'stage') ?? text(alert.facts, 'intent_level');
}
