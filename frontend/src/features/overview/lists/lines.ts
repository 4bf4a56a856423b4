import { plural, t } from '@lingui/core/macro';
import {
  Bell,
  Building2,
  ClipboardCheck,
  CornerUpRight,
  FileDown,
  FileUp,
  Flag,
  History,
  KeyRound,
  type LucideIcon,
  MessageSquareWarning,
  NotebookPen,
  Phone,
  ShieldCheck,
  SquareKanban,
  UserRound,
} from 'lucide-react';
import type {
  Alert,
  ApiKey,
  CallRecord,
  ComplaintLine,
  CustomerChange,
  CustomerLine,
  CustomerReview,
  Export,
  Handoff,
  HistoryEntry,
  Import,
  ImportantChange,
  Milestone,
  Note,
  Opportunity,
  Plan,
  PlannedContact,
  PreventiveAction,
  ReviewAction,
  User,
} from '@/api';
import { moneyWhole, personName } from '@/shared/format';
import {
  alertReasonLabels,
  complaintStateLabels,
  dispositionLabels,
  gradeLabels,
  handoffStateLabels,
  itemStateLabels,
  label,
  methodLabels,
  milestoneKindLabels,
  planKindLabels,
  planStateLabels,
  roleLabels,
  stageLabels,
} from '@/shared/labels';
import { exportStateLabels, importStateLabels } from '@/shared/labels/data';
import { noteCategoryLabels } from '@/shared/labels/notes';
import { columnName, entityName, operationName } from '@/shared/labels/history';
import type { ListKind, Narrowing } from '@/shared/lists';
import { counter } from '@/shared/time';
import type { Tone } from '@/shared/ui/values/badge';
import { type RecordRef, refOf } from '@/shared/ui/actions/record-link';

/** When something was, is due or was due: an instant, or a calendar day. */
export interface Moment {
  at?: string | null;
  on?: string | null;
  /** It was due then, and is not done. */
  isLate?: boolean;
  /** Working seconds that its clock has left, or is over. */
  work?: number | null;
}

/** One record of any list as a line: what, about what, whose, how it stands and when. */
export interface Line {
  id: string;
  icon: LucideIcon;
  tone?: Tone;
  title: string;
  about?: string | null;
  /** Whose it is: the name as the record has it, and the colleague, whose name is read in the reader's language. */
  who?: string | null;
  whoId?: string | null;
  mark?: string | null;
  when?: Moment;
  opens?: RecordRef | null;
  /** The list it opens, where it tells of several records. */
  counts?: { kind: ListKind; of: Narrowing } | undefined;
  /** The record whose history it opens, where it is an entry of one. */
  changed?: string;
}

const customer = (id: string): RecordRef => ({ kind: 'customer', id });
const SEVERITY: Record<Alert['severity'], Tone> = { critical: 'bad', warning: 'warn', notice: 'mute' };

/** How many an alert of several tells of, where it tells of no one record. */
function casesOf({ facts }: Alert): string | null {
  const several = facts['count'];
  return typeof several === 'number' ? plural(several, { one: '# case', other: '# cases' }) : null;
}

const WEEK = 7 * 24 * 3_600_000;

/** What an alert of several contacts counts: the contacts of one person that were missed, or customers long due. */
function countedBy({ reason, owner_id: owner, facts }: Alert): Line['counts'] {
  const missed = facts['due_on'];
  if (reason === 'contact_missed' && typeof missed === 'string') {
    return { kind: 'planned', of: { assignee_id: owner, state: 'planned', plan_state: 'active', due_on: missed } };
  }
  if (reason !== 'contact_overdue' && reason !== 'contact_long_overdue') return undefined;
  const whose = typeof facts['of_user_id'] === 'string' ? facts['of_user_id'] : owner;
  // To the hour: the address of a line stays while it is looked at.
  const hour = new Date(Date.now() - (reason === 'contact_overdue' ? 0 : WEEK)).toISOString().slice(0, 13);
  return { kind: 'customers', of: { owner_id: whose, 'contact_due_at.lt': `${hour}:00:00Z` } };
}

const alertLine = (row: Alert): Line => ({
  id: row.id,
  icon: Bell,
  tone: SEVERITY[row.severity],
  title: label(alertReasonLabels, row.reason),
  about: row.customer_name ?? casesOf(row),
  who: row.owner_name,
  whoId: row.owner_id,
  when: { at: row.since },
  opens: refOf(row.subject_type, row.subject_id) ?? (row.customer_id ? customer(row.customer_id) : null),
  counts: countedBy(row),
});

const contactLine = (row: CallRecord): Line => ({
  id: row.id,
  icon: Phone,
  tone: row.reached ? 'ok' : 'mute',
  title: row.customer_name,
  about: row.outcome ?? row.key_points ?? row.contact_name,
  who: row.author_name,
  whoId: row.author_id,
  mark:
    row.method === 'phone'
      ? [row.disposition && label(dispositionLabels, row.disposition), row.talk_seconds && counter(row.talk_seconds)]
          .filter(Boolean)
          .join(' ')
      : label(methodLabels, row.method),
  when: { at: row.started_at },
  opens: { kind: 'contact_record', id: row.id },
});

type Lines = { [Kind in ListKind]: (row: never) => Line };

/** How a record of each list reads. */
export const LINES: Lines = {
  calls: contactLine,
  contacts: contactLine,
  alerts: alertLine,
  waiting: alertLine,
  planned: (row: PlannedContact) => ({
    id: row.id,
    icon: Phone,
    title: row.customer_name,
    about: row.aim,
    who: row.assignee_name,
    whoId: row.assignee_id,
    mark: row.state === 'planned' ? label(planKindLabels, row.plan_kind) : label(itemStateLabels, row.state),
    when: row.due_at === null ? { on: row.due_on } : { at: row.due_at },
    opens: customer(row.customer_id),
  }),
  plans: (row: Plan) => ({
    id: row.id,
    icon: ClipboardCheck,
    title: row.name,
    about: label(planKindLabels, row.kind),
    who: row.owner_name,
    whoId: row.owner_id,
    mark: label(planStateLabels, row.state),
    when: { at: row.created_at },
    opens: { kind: 'contact_plan', id: row.id },
  }),
  handoffs: (row: Handoff) => ({
    id: row.id,
    icon: CornerUpRight,
    tone: row.state === 'answered' ? 'ok' : 'mute',
    title: row.question,
    about: row.customer_name,
    who: row.asked_by_name,
    whoId: row.asked_by,
    mark: label(handoffStateLabels, row.state),
    when: row.state === 'open' ? { at: row.due_at, isLate: row.overdue } : { at: row.answered_at },
    opens: { kind: 'handoff', id: row.id },
  }),
  complaints: (row: ComplaintLine) => ({
    id: row.id,
    icon: MessageSquareWarning,
    title: row.customer_name,
    about: row.reason ?? row.number,
    who: row.responsible_name ?? row.first_responder_name,
    whoId: row.responsible_id ?? row.first_responder_id,
    mark: label(complaintStateLabels, row.state),
    when: {
      at: row.due_at ?? row.registered_at,
      isLate: row.overdue,
      work: row.due_at === null ? null : row.working_seconds_left,
    },
    opens: { kind: 'complaint', id: row.id },
  }),
  preventive: (row: PreventiveAction) => ({
    id: row.id,
    icon: ClipboardCheck,
    title: row.description,
    about: row.customer_name,
    who: row.owner_name,
    whoId: row.owner_id,
    mark: row.complaint_number,
    when: { on: row.due_on, isLate: row.overdue },
    opens: { kind: 'complaint', id: row.complaint_id },
  }),
  opportunities: (row: Opportunity) => ({
    id: row.id,
    icon: SquareKanban,
    title: row.title,
    about: [row.customer_name, row.base_amount && moneyWhole(row.base_amount)].filter(Boolean).join(' · '),
    who: row.owner_name,
    whoId: row.owner_id,
    mark: label(stageLabels, row.stage),
    when: row.outcome === 'open' ? { on: row.expected_purchase_on } : { at: row.closed_at },
    opens: { kind: 'opportunity', id: row.id },
  }),
  milestones: (row: Milestone) => ({
    id: row.id,
    icon: Flag,
    title: row.title,
    about: label(milestoneKindLabels, row.kind),
    mark: row.amount && moneyWhole(row.amount),
    when: { on: row.due_on, isLate: row.state === 'overdue' },
    opens: { kind: 'opportunity', id: row.opportunity_id },
  }),
  actions: (row: ReviewAction) => ({
    id: row.id,
    icon: ClipboardCheck,
    title: row.description,
    who: row.owner_name,
    whoId: row.owner_id,
    when: { on: row.due_on },
    opens: { kind: 'opportunity', id: row.opportunity_id },
  }),
  customers: (row: CustomerLine) => ({
    id: row.id,
    icon: Building2,
    title: row.name,
    about: row.city,
    whoId: row.owner_id,
    mark: label(gradeLabels, row.grade),
    when: { at: row.created_at },
    opens: customer(row.id),
  }),
  changes: (row: ImportantChange) => ({
    id: row.id,
    icon: History,
    tone: row.late ? 'bad' : 'mute',
    title: row.customer_name,
    about: row.fields.map(columnName).join(' · '),
    whoId: row.actor_id,
    mark: row.late ? t`Entered late` : null,
    when: { at: row.entered_at },
    opens: customer(row.customer_id),
  }),
  followed: (row: CustomerChange) => ({
    id: row.id,
    icon: History,
    title: row.customer_name,
    about: entityName(row.subject_type),
    who: row.by_user_name,
    whoId: row.by_user_id,
    mark: row.unseen ? t({ context: 'change', message: 'Unread' }) : null,
    when: { at: row.at },
    opens: refOf(row.subject_type, row.subject_id) ?? customer(row.customer_id),
  }),
  reviews: (row: CustomerReview) => ({
    id: row.id,
    icon: ShieldCheck,
    title: row.customer_name,
    about: row.attestation,
    whoId: row.done_by ?? row.owner_id,
    mark:
      row.corrections === null
        ? null
        : plural(row.corrections, { 0: 'Nothing to correct', one: '# correction', other: '# corrections' }),
    when: row.done_at === null ? { on: row.due_on, isLate: row.overdue } : { at: row.done_at },
    opens: customer(row.customer_id),
  }),
  notes: (row: Note) => ({
    id: row.id,
    icon: NotebookPen,
    title: row.text,
    about: [row.customer_name, row.competitor, row.industry].filter(Boolean).join(' · '),
    who: row.author_name,
    whoId: row.author_id,
    mark: label(noteCategoryLabels, row.category),
    when: { at: row.created_at },
    opens: row.customer_id === null ? null : customer(row.customer_id),
  }),
  people: (row: User) => ({
    id: row.id,
    icon: UserRound,
    title: personName(row),
    about: row.email,
    mark: label(roleLabels, row.role),
    when: { at: row.created_at },
  }),
  keys: (row: ApiKey) => ({
    id: row.id,
    icon: KeyRound,
    title: row.name,
    about: row.prefix,
    whoId: row.user_id,
    mark: row.revoked_at === null ? null : t`Revoked`,
    when: { at: row.expires_at },
  }),
  imports: (row: Import) => ({
    id: row.id,
    icon: FileUp,
    title: row.file_name,
    whoId: row.created_by,
    mark: label(importStateLabels, row.state),
    when: { at: row.created_at },
    opens: { kind: 'import', id: row.id },
  }),
  exports: (row: Export) => ({
    id: row.id,
    icon: FileDown,
    title: row.purpose,
    about: plural(row.row_count, { one: '# row', other: '# rows' }),
    who: row.requested_by_name,
    whoId: row.requested_by,
    mark: label(exportStateLabels, row.state),
    when: { at: row.created_at },
    opens: { kind: 'export', id: row.id },
  }),
  history: (row: HistoryEntry) => ({
    id: row.id,
    icon: History,
    title: entityName(row.entity),
    about: Object.keys(row.changes).map(columnName).join(' · '),
    whoId: row.actor_id,
    mark: operationName(row.operation),
    when: { at: row.at },
    changed: row.entity_id,
  }),
};

/** A record of a list as a line. */
export function lineOf(kind: ListKind, row: unknown): Line {
  return LINES[kind](row as never);
}
