import { Trans } from '@lingui/react/macro';
import {
  Ban,
  CircleDashed,
  CornerUpRight,
  Footprints,
  type LucideIcon,
  Mail,
  MessageCircle,
  MessageSquareWarning,
  Package,
  PencilLine,
  Phone,
  PhoneIncoming,
  PhoneMissed,
  PhoneOutgoing,
  ShieldCheck,
  SquareKanban,
  StickyNote,
  Target,
  UserRoundPen,
  Video,
} from 'lucide-react';
import type {
  ComplaintState,
  Disposition,
  IntentLevel,
  Method,
  NeedKind,
  NoteCategory,
  Stage,
  TimelineEntry,
  Verification,
} from '@/api';
import type { NameOf } from '@/shared/directory';
import { joined, langOf, money } from '@/shared/format';
import {
  channelLabels,
  complaintStateLabels,
  dispositionLabels,
  handoffStateLabels,
  itemStateLabels,
  label,
  methodLabels,
  needKindLabels,
  opportunityStateLabels,
  verificationLabels,
} from '@/shared/labels';
import { counter, dateIn } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { LocalTime } from '@/shared/ui/values/figures';
import { Difference, IntentMark, StageMark } from '@/shared/ui/values/marks';
import type { TimelineItem } from '@/shared/ui/lists/timeline';
import { fieldName } from '@/shared/labels/customer-fields';
import { noteCategoryLabels } from '@/shared/labels/notes';

/** What rows need beside the entry. */
export interface Reading {
  now: number;
  /** The customer's zone and place, and mine. */
  zone: string;
  place: string | undefined;
  mine: string;
  nameOf: NameOf;
}

const METHODS: Partial<Record<string, LucideIcon>> = {
  phone: Phone,
  email: Mail,
  visit: Footprints,
  online_meeting: Video,
};
const STAGES = new Set(['potential', 'interested', 'needs_defined', 'negotiation', 'contract_signed', 'execution']);

type Part = Pick<TimelineItem, 'icon' | 'kind' | 'headline' | 'body' | 'facts'>;
type Of<Kind extends TimelineEntry['kind']> = Extract<TimelineEntry, { kind: Kind }>;
type Show<Kind extends TimelineEntry['kind']> = (entry: Of<Kind>, reading: Reading) => Part;

const said = (text: string | null) => text !== null && text !== '' && <span lang={langOf(text)}>{text}</span>;

function callIcon({ method, direction, reached }: Of<'contact_record'>): LucideIcon {
  if (method !== 'phone') return METHODS[method] ?? MessageCircle;
  if (!reached) return PhoneMissed;
  return direction === 'inbound' ? PhoneIncoming : PhoneOutgoing;
}

const SHOW: { [Kind in TimelineEntry['kind']]: Show<Kind> } = {
  contact_record: (entry, { nameOf }) => ({
    icon: callIcon(entry),
    kind:
      entry.disposition === null
        ? label(methodLabels, entry.method as Method)
        : label(dispositionLabels, entry.disposition as Disposition),
    headline: [
      entry.talk_seconds !== null && entry.talk_seconds > 0 && counter(entry.talk_seconds),
      nameOf(entry.person_id),
    ]
      .filter(Boolean)
      .join(' · '),
    body: said(entry.key_points ?? entry.outcome),
    facts: (
      <>
        {entry.intent_level !== null && (
          <Badge tone="accent">
            <Trans>Intent</Trans> <IntentMark intent={entry.intent_level as IntentLevel} />
          </Badge>
        )}
        {entry.materials_sent !== null && entry.materials_sent.length > 0 && (
          <Badge>
            <Trans>Sent: {joined(entry.materials_sent.map((each) => each.name))}</Trans>
          </Badge>
        )}
      </>
    ),
  }),
  planned_contact: (entry, { nameOf }) => ({
    icon: METHODS[entry.method] ?? MessageCircle,
    kind: label(methodLabels, entry.method as Method),
    headline: [entry.aim, nameOf(entry.person_id)].filter(Boolean).join(' · '),
    facts: entry.state !== 'planned' && <Badge>{label(itemStateLabels, entry.state as 'done')}</Badge>,
  }),
  handoff: (entry) => ({
    icon: CornerUpRight,
    kind: <Trans>Question passed on</Trans>,
    headline: said(entry.question),
    body: said(entry.answer),
    facts: (
      <Badge tone={entry.state === 'open' ? 'hold' : 'ok'}>{label(handoffStateLabels, entry.state as 'open')}</Badge>
    ),
  }),
  complaint: (entry) => ({
    icon: MessageSquareWarning,
    kind: <Trans>Complaint</Trans>,
    headline: [entry.number, entry.product].filter(Boolean).join(' · '),
    body: said(entry.reason),
    facts: <Badge>{label(complaintStateLabels, entry.state as ComplaintState)}</Badge>,
  }),
  opportunity: (entry) => ({
    icon: SquareKanban,
    kind: <Trans>Opportunity</Trans>,
    headline: entry.title,
    facts: (
      <>
        <StageMark stage={entry.stage as Stage} />
        {entry.amount !== null && <b>{money(entry.amount)}</b>}
      </>
    ),
  }),
  opportunity_move: (entry) => ({
    icon: SquareKanban,
    kind: <Trans>Opportunity</Trans>,
    headline: (
      <>
        {label(opportunityStateLabels, entry.from_state as 'lost')} →{' '}
        {label(opportunityStateLabels, entry.to_state as 'lost')}
      </>
    ),
    body: said(entry.reason),
    facts: STAGES.has(entry.from_state) && STAGES.has(entry.to_state) && (
      <>
        <StageMark stage={entry.from_state as Stage} bare /> → <StageMark stage={entry.to_state as Stage} bare />
      </>
    ),
  }),
  order: (entry) => ({
    icon: Package,
    kind: <Trans>Order</Trans>,
    headline: entry.number,
    facts: <b>{money(entry.amount)}</b>,
  }),
  need: (entry) => ({
    icon: Target,
    kind: <Trans>Need</Trans>,
    headline: said(entry.description),
    facts: <Badge>{label(needKindLabels, entry.need_kind as NeedKind)}</Badge>,
  }),
  transfer: (entry, { nameOf }) => ({
    icon: UserRoundPen,
    kind: <Trans>Owner</Trans>,
    headline: <Difference before={nameOf(entry.from_user_id) || null} after={nameOf(entry.to_user_id)} />,
    body: said(entry.note),
  }),
  opt_out: (entry) => ({
    icon: Ban,
    kind: <Trans>Refused</Trans>,
    headline: label(channelLabels, entry.channel as 'phone'),
    body: said(entry.reason),
    facts: entry.lifted_at !== null && (
      <Badge>
        <Trans>Lifted</Trans>
      </Badge>
    ),
  }),
  verification: (entry, { nameOf }) => ({
    icon: ShieldCheck,
    kind: label(verificationLabels, entry.to_state as Verification),
    headline: nameOf(entry.person_id),
    body: said(entry.reason),
  }),
  note: (entry, { nameOf }) => ({
    icon: StickyNote,
    kind: entry.topic === 'feedback' ? <Trans>Feedback</Trans> : <Trans>Market note</Trans>,
    headline: nameOf(entry.person_id),
    body: said(entry.text),
    facts: <Badge>{label(noteCategoryLabels, entry.category as NoteCategory)}</Badge>,
  }),
  important_change: (entry, { nameOf, now, mine }) => ({
    icon: PencilLine,
    kind: <Trans>Important change</Trans>,
    headline: [joined(entry.fields.map(fieldName)), nameOf(entry.person_id)].filter(Boolean).join(' · '),
    facts: (
      <>
        <Trans>
          learned <span className="date">{dateIn(entry.learned_at, mine, now)}</span>
        </Trans>
        {entry.late && (
          <Badge tone="warn">
            <Trans>Entered late</Trans>
          </Badge>
        )}
      </>
    ),
  }),
};

const OTHER: Part = { icon: CircleDashed, kind: '' };

/** One entry as the timeline draws it. */
export function timelineItem(entry: TimelineEntry, reading: Reading): TimelineItem {
  const show = SHOW[entry.kind] as Show<typeof entry.kind> | undefined;
  const hasHour = entry.kind === 'contact_record' || entry.kind === 'planned_contact';
  return {
    id: `${entry.kind}/${entry.id}`,
    ...(show ? show(entry, reading) : OTHER),
    when: hasHour ? (
      <LocalTime
        at={entry.at}
        zone={reading.zone}
        date
        {...(reading.place !== undefined && { place: reading.place })}
      />
    ) : (
      dateIn(entry.at, reading.mine, reading.now)
    ),
  };
}
