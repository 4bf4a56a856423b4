import type {
  CallCompletion,
  CallRecordCreate,
  Disposition,
  IntentLevel,
  Method,
  NeedKind,
  NextStepKind,
  PlannedContact,
} from '@/api';
import type { SatisfactionScore } from '@/api';
import { type ScriptDraft, usedOf } from '../script/use';

/** What a call is about: a planned contact, or a call that the switch began to log. */
export type CallSubject = Pick<
  PlannedContact,
  'id' | 'customer_id' | 'customer_name' | 'contact_id' | 'method' | 'zone' | 'occasion'
>;

/** What is typed about a call while it goes on: a draft, so plain data. */
export interface WrapUp {
  contactId: string | null;
  phone: string | null;
  /** Instants; null until dialled, and until hung up. */
  startedAt: string | null;
  endedAt: string | null;
  disposition: Disposition | null;
  keyPoints: string;
  outcome: string;
  intent: IntentLevel | null;
  objections: string[];
  satisfaction: Partial<Record<SatisfactionScore, number>>;
  nextKind: NextStepKind | null;
  nextMethod: Method;
  nextAt: string | null;
  nextAim: string;
  nextReason: string;
  /** Why outside the customer's calling hours, once the server asked. */
  nextWhy: string;
  /** Why it was made outside the customer's calling hours. */
  callWhy: string;
  /** The opportunity it was about. */
  opportunityId: string | null;
  needKind: NeedKind;
  need: string;
  complaint: string;
  departmentId: string | null;
  question: string;
  script: ScriptDraft | null;
}

/** An empty wrap-up of a planned contact. */
export function emptyWrapUp(item: Pick<PlannedContact, 'contact_id' | 'method'>): WrapUp {
  return {
    contactId: item.contact_id,
    phone: null,
    startedAt: null,
    endedAt: null,
    disposition: null,
    keyPoints: '',
    outcome: '',
    intent: null,
    objections: [],
    satisfaction: {},
    nextKind: null,
    nextMethod: 'phone',
    nextAt: null,
    nextAim: '',
    nextReason: '',
    nextWhy: '',
    callWhy: '',
    opportunityId: null,
    needKind: 'current',
    need: '',
    complaint: '',
    departmentId: null,
    question: '',
    script: null,
  };
}

export type Gap =
  | 'disposition'
  | 'key_points'
  | 'outcome'
  | 'intent_level'
  | 'objections'
  | 'satisfaction'
  | 'next_step'
  | 'next_at'
  | 'next_aim'
  | 'next_reason'
  | 'next_why'
  | 'phone'
  | 'handoff';

export const SCORES: SatisfactionScore[] = ['product_quality', 'service_attitude', 'response_speed', 'problem_solving'];

const hasAllScores = (wrapUp: WrapUp) => SCORES.every((score) => wrapUp.satisfaction[score] !== undefined);

const FILLED: Record<string, (wrapUp: WrapUp) => boolean> = {
  key_points: (wrapUp) => wrapUp.keyPoints.trim() !== '',
  outcome: (wrapUp) => wrapUp.outcome.trim() !== '',
  intent_level: (wrapUp) => wrapUp.intent !== null,
  objections: (wrapUp) => wrapUp.objections.length > 0,
  satisfaction: hasAllScores,
  next_step: (wrapUp) => wrapUp.nextKind !== null,
};

const CALLS_BACK = new Set<NextStepKind | null>(['call_back', 'follow_up']);

/** What choosing an outcome brings along: who asks to be called back is promised that call. */
export function outcomeOf(disposition: Disposition): Partial<WrapUp> {
  return disposition === 'callback_requested' ? { disposition, nextKind: 'call_back' } : { disposition };
}

/** What is still missing before it can be sent. `required` is what the company asks for after a connected call, as the server tells it. */
export function gapsOf(wrapUp: WrapUp, required: readonly string[]): Gap[] {
  if (wrapUp.disposition === null) return ['disposition'];
  const asked = wrapUp.disposition === 'connected' ? required : [];
  const gaps = asked.filter((field) => FILLED[field]?.(wrapUp) === false) as Gap[];
  if (wrapUp.disposition === 'callback_requested' && !CALLS_BACK.has(wrapUp.nextKind)) gaps.push('next_step');
  if (wrapUp.nextKind === 'follow_up' && wrapUp.nextAt === null) gaps.push('next_at');
  if (wrapUp.nextKind === 'follow_up' && wrapUp.nextAim.trim() === '') gaps.push('next_aim');
  if (wrapUp.nextKind === 'none' && wrapUp.nextReason.trim() === '') gaps.push('next_reason');
  if (wrapUp.question.trim() !== '' && wrapUp.departmentId === null) gaps.push('handoff');
  return gaps;
}

const text = (typed: string) => typed.trim() || null;

function nextStep(wrapUp: WrapUp): CallRecordCreate['next_step'] {
  if (wrapUp.nextKind === 'follow_up') {
    return {
      kind: 'follow_up',
      method: wrapUp.nextMethod,
      aim: wrapUp.nextAim.trim(),
      due_at: wrapUp.nextAt,
      outside_hours_reason: text(wrapUp.nextWhy),
    };
  }
  if (wrapUp.nextKind === 'call_back') {
    return { kind: 'call_back', due_at: wrapUp.nextAt, outside_hours_reason: text(wrapUp.nextWhy) };
  }
  if (wrapUp.nextKind === 'none') return { kind: 'none', reason: wrapUp.nextReason.trim() };
  return wrapUp.nextKind === 'nurture' ? { kind: 'nurture', reason: text(wrapUp.nextReason) } : null;
}

/** What was said, as both records and their completions take it. */
function said(wrapUp: WrapUp) {
  return {
    contact_id: wrapUp.contactId,
    key_points: text(wrapUp.keyPoints),
    outcome: text(wrapUp.outcome),
    intent_level: wrapUp.intent,
    objections: wrapUp.objections,
    opportunity_id: wrapUp.opportunityId,
    outside_hours_reason: text(wrapUp.callWhy),
    next_step: nextStep(wrapUp),
    ...(hasAllScores(wrapUp) && { satisfaction: wrapUp.satisfaction as Record<SatisfactionScore, number> }),
    ...(text(wrapUp.need) !== null && { needs: [{ kind: wrapUp.needKind, description: wrapUp.need.trim() }] }),
    ...(text(wrapUp.complaint) !== null && { complaint: { text: wrapUp.complaint.trim() } }),
    ...(wrapUp.script !== null && { script: usedOf(wrapUp.script, wrapUp.disposition === 'connected') }),
    ...(text(wrapUp.question) !== null &&
      wrapUp.departmentId !== null && {
        handoff: { department_id: wrapUp.departmentId, question: wrapUp.question.trim() },
      }),
  };
}

/** What its author tells of a call that the switch began to log. */
export function completionOf(wrapUp: WrapUp): CallCompletion {
  return { ...said(wrapUp), disposition: wrapUp.disposition ?? 'connected' };
}

/** The record to send. `now` stands in for times that nobody took: a call that was dialled by hand. */
export function recordOf(wrapUp: WrapUp, item: PlannedContact, now: string): CallRecordCreate {
  const startedAt = wrapUp.startedAt ?? now;
  const endedAt = wrapUp.endedAt ?? now;
  const talked = Math.max(0, Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000));
  return {
    ...said(wrapUp),
    customer_id: item.customer_id,
    planned_item_id: item.id,
    direction: 'outbound',
    disposition: wrapUp.disposition ?? 'failed',
    started_at: startedAt,
    ended_at: endedAt,
    phone: wrapUp.phone,
    ...(wrapUp.startedAt !== null && wrapUp.disposition === 'connected' && { talk_seconds: talked }),
  };
}

const FIELDS: Record<string, Gap> = {
  key_points: 'key_points',
  outcome: 'outcome',
  intent_level: 'intent_level',
  objections: 'objections',
  satisfaction: 'satisfaction',
  disposition: 'disposition',
  handoff: 'handoff',
  'next_step/due_at': 'next_at',
  'next_step/due_on': 'next_at',
  'next_step/aim': 'next_aim',
  'next_step/reason': 'next_reason',
  'next_step/outside_hours_reason': 'next_why',
  phone: 'phone',
  next_step: 'next_step',
};

/** Which field of the panel a fault of the server belongs to; null when to none. */
export function gapAt(pointer: string): Gap | null {
  const path = pointer.slice(1).replace(/^(next_step)\/(?:follow_up|call_back|none|nurture)\//, '$1/');
  return FIELDS[path] ?? FIELDS[path.split('/')[0] ?? ''] ?? null;
}
