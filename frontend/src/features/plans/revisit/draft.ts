import type { ContactRecordCreate, IntentLevel, MarketTopic, Method, NeedKind, RevisitForm, Satisfaction } from '@/api';

/* The record of a revisit while it is typed: what is missing, and what is sent (RV-7..12). */

export const SCORES = ['product_quality', 'service_attitude', 'response_speed', 'problem_solving'] as const;

export interface RevisitDraft {
  method: Method;
  methodReason: string;
  contactId: string | null;
  startedAt: string | null;
  minutes: number | null;
  keyPoints: string;
  outcome: string;
  intent: IntentLevel | null;
  scores: Partial<Satisfaction>;
  needs: readonly { kind: NeedKind; description: string }[];
  market: readonly { topic: MarketTopic; text: string }[];
  complaint: string;
  next: 'none' | 'follow_up' | 'nurture';
  nextWhy: string;
  nextAim: string;
  nextOn: string | null;
}

export function firstDraft(method: Method, contactId: string | null, now: string): RevisitDraft {
  return {
    method,
    methodReason: '',
    contactId,
    startedAt: now,
    minutes: null,
    keyPoints: '',
    outcome: '',
    intent: null,
    scores: {},
    needs: [],
    market: [],
    complaint: '',
    next: 'nurture',
    nextWhy: '',
    nextAim: '',
    nextOn: null,
  };
}

export type Gap =
  | 'started_at'
  | 'method_reason'
  | 'key_points'
  | 'outcome'
  | 'satisfaction'
  | 'next_why'
  | 'next_aim'
  | 'next_on';

const blank = (text: string) => text.trim() === '';

/** What is missing still: as the server asks for it, and of what was begun. */
export function gapsOf(draft: RevisitDraft, required: RevisitForm['required'], planned: Method | null): Gap[] {
  const holds: Record<Gap, boolean> = {
    started_at: draft.startedAt !== null,
    method_reason: planned === null || planned === draft.method || !blank(draft.methodReason),
    key_points: !required.includes('key_points') || !blank(draft.keyPoints),
    outcome: !required.includes('outcome') || !blank(draft.outcome),
    satisfaction: !required.includes('satisfaction') || SCORES.every((score) => draft.scores[score] !== undefined),
    next_why: draft.next !== 'none' || !blank(draft.nextWhy),
    next_aim: draft.next !== 'follow_up' || !blank(draft.nextAim),
    next_on: draft.next !== 'follow_up' || draft.nextOn !== null,
  };
  return (Object.keys(holds) as Gap[]).filter((gap) => !holds[gap]);
}

function nextOf(draft: RevisitDraft): NonNullable<ContactRecordCreate['next_step']> {
  if (draft.next === 'none') return { kind: 'none', reason: draft.nextWhy.trim() };
  if (draft.next === 'nurture') return { kind: 'nurture', reason: draft.nextWhy.trim() || null };
  const method = draft.method === 'visit' ? 'phone' : draft.method;
  return { kind: 'follow_up', method, aim: draft.nextAim.trim(), due_on: draft.nextOn };
}

/** What is sent; complete once `gapsOf` finds nothing. */
export function bodyOf(draft: RevisitDraft, customer: string, item: string | null): ContactRecordCreate {
  const start = draft.startedAt ?? '';
  const end = draft.minutes === null ? null : new Date(Date.parse(start) + draft.minutes * 60_000).toISOString();
  return {
    customer_id: customer,
    planned_item_id: item,
    occasion: 'revisit',
    method: draft.method,
    ...(!blank(draft.methodReason) && { method_reason: draft.methodReason.trim() }),
    contact_id: draft.contactId,
    started_at: start,
    ended_at: end,
    key_points: draft.keyPoints.trim() || null,
    outcome: draft.outcome.trim() || null,
    ...(draft.intent !== null && { intent_level: draft.intent }),
    ...(SCORES.every((score) => draft.scores[score] !== undefined) && { satisfaction: draft.scores as Satisfaction }),
    needs: draft.needs.filter((need) => !blank(need.description)).map((need) => ({ ...need })),
    market_information: draft.market.filter((note) => !blank(note.text)).map((note) => ({ ...note })),
    ...(!blank(draft.complaint) && { complaint: { text: draft.complaint.trim() } }),
    next_step: nextOf(draft),
  };
}
