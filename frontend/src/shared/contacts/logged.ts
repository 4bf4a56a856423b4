import type {
  ContactRecordCreate,
  Direction,
  IntentLevel,
  Method,
  NeedKind,
  NextStepKind,
  PlannedContact,
  SatisfactionScore,
} from '@/api/types';

/** What is typed about a contact that was not a call: plain data, so that it survives as a draft. */
export interface Logged {
  customer: { id: string; name: string; zone: string | null } | null;
  method: Method;
  direction: Direction;
  contactId: string | null;
  /** The instant it began; null for now. */
  at: string | null;
  /** The planned contact it carries out. */
  itemId: string | null;
  methodReason: string;
  keyPoints: string;
  outcome: string;
  intent: IntentLevel | null;
  satisfaction: Partial<Record<SatisfactionScore, number>>;
  needKind: NeedKind;
  need: string;
  complaint: string;
  nextKind: NextStepKind | null;
  nextMethod: Method;
  nextAt: string | null;
  nextAim: string;
  nextReason: string;
  nextWhy: string;
  override: string;
}

export const EMPTY: Logged = {
  customer: null,
  method: 'email',
  direction: 'outbound',
  contactId: null,
  at: null,
  itemId: null,
  methodReason: '',
  keyPoints: '',
  outcome: '',
  intent: null,
  satisfaction: {},
  needKind: 'current',
  need: '',
  complaint: '',
  nextKind: null,
  nextMethod: 'phone',
  nextAt: null,
  nextAim: '',
  nextReason: '',
  nextWhy: '',
  override: '',
};

type Item = Pick<PlannedContact, 'id' | 'method'>;
const SCORES: SatisfactionScore[] = ['product_quality', 'service_attitude', 'response_speed', 'problem_solving'];

/** Whether what its own parts need is there; what the company asks for besides, the server says. */
export function isReadyToLog(form: Logged, item: Item | undefined): boolean {
  if (item && item.method !== form.method && form.methodReason.trim() === '') return false;
  if (form.nextKind === 'follow_up') return form.nextAt !== null && form.nextAim.trim() !== '';
  return form.nextKind !== 'none' || form.nextReason.trim() !== '';
}

const text = (typed: string) => typed.trim() || null;

function nextStep(form: Logged): ContactRecordCreate['next_step'] {
  switch (form.nextKind) {
    case 'follow_up':
      return {
        kind: 'follow_up',
        method: form.nextMethod,
        aim: form.nextAim.trim(),
        due_at: form.nextAt,
        outside_hours_reason: text(form.nextWhy),
      };
    case 'call_back':
      return { kind: 'call_back', due_at: form.nextAt, outside_hours_reason: text(form.nextWhy) };
    case 'none':
      return { kind: 'none', reason: form.nextReason.trim() };
    case 'nurture':
      return { kind: 'nurture', reason: text(form.nextReason) };
    case null:
      return null;
  }
}

/** What is sent. */
export function recordOf(
  form: Logged & { at: string },
  customerId: string,
  item: Item | undefined,
): ContactRecordCreate {
  const hasScores = SCORES.every((score) => form.satisfaction[score] !== undefined);
  return {
    customer_id: customerId,
    contact_id: form.contactId,
    method: form.method,
    direction: form.direction,
    started_at: form.at,
    key_points: text(form.keyPoints),
    outcome: text(form.outcome),
    intent_level: form.intent,
    next_step: nextStep(form),
    override_reason: text(form.override),
    ...(item && { planned_item_id: item.id }),
    ...(item && item.method !== form.method && { method_reason: form.methodReason.trim() }),
    ...(hasScores && { satisfaction: form.satisfaction as Record<SatisfactionScore, number> }),
    ...(text(form.need) !== null && { needs: [{ kind: form.needKind, description: form.need.trim() }] }),
    ...(text(form.complaint) !== null && { complaint: { text: form.complaint.trim() } }),
  };
}

/** Faults that a field of the dialog shows itself. */
export const FIELDS = new Set(
  [
    'customer_id',
    'contact_id',
    'method',
    'started_at',
    'planned_item_id',
    'method_reason',
    'key_points',
    'outcome',
    'intent_level',
    'satisfaction',
    'override_reason',
  ].map((field) => `/${field}`),
);
