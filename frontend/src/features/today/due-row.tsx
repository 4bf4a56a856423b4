import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import {
  AlarmClock,
  CornerDownLeft,
  Footprints,
  type LucideIcon,
  Mail,
  MessageCircle,
  Moon,
  Phone,
  PhoneCall,
  PhoneIncoming,
  Video,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { CallRecord, DialEntry, Grade, Method, PlannedContact } from '@/api';
import { contactRuleLabels, dialHeldLabels, label, methodLabels, planKindLabels } from '@/shared/labels';
import { useDepartmentNames } from '@/shared/directory';
import { usePreferences } from '@/shared/preferences';
import { agoText, cityOf, counter, overdueText, timeIn, toDate, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { LocalTime } from '@/shared/ui/values/figures';
import { GradeMark } from '@/shared/ui/values/marks';
import { kindOf } from './due';

const ICONS: Partial<Record<Method, LucideIcon>> = {
  phone: Phone,
  visit: Footprints,
  online_meeting: Video,
  email: Mail,
};

/** On a phone what it is comes first, and when it is stands below. */
const ROW = 'flex min-h-9 w-full items-center gap-x-3 px-5 py-1 text-left max-tablet:flex-wrap max-tablet:py-2';
const WHEN = 'flex-none text-right max-tablet:basis-full max-tablet:pl-7 max-tablet:text-left';

interface RowProps {
  icon: LucideIcon;
  tone: string;
  what: string;
  name: string;
  aim: string | null;
  grade: Grade | null;
  when: ReactNode;
  isLate: boolean;
  onOpen: (() => void) | null;
}

function Row({ icon: Icon, tone, what, name, aim, grade, when, isLate, onOpen }: RowProps) {
  const content = (
    <>
      <Icon className={tone} aria-hidden />
      <span className="min-w-0 flex-1 truncate">
        <b>{what}</b> {name} <span className="text-ink-3">{aim}</span>
      </span>
      {grade && <GradeMark grade={grade} />}
      <span className={`${WHEN} min-w-62 ${isLate ? 'text-bad-ink' : 'text-ink-2'}`}>{when}</span>
    </>
  );
  return (
    <li className="border-b border-line">
      {onOpen ? (
        <button type="button" onClick={onOpen} className={`${ROW} hover:bg-hover focus-visible:ring-focus-inside`}>
          {content}
        </button>
      ) : (
        <div className={ROW}>{content}</div>
      )}
    </li>
  );
}

/** What is planned by another means than the telephone, or for somebody who left the queue. */
export function DueRow({ item, grade }: { item: PlannedContact; grade: Grade | null }) {
  const now = useMinute();
  const isLate = kindOf({ call: null, item }, now) === 'overdue';
  return (
    <Row
      icon={ICONS[item.method] ?? MessageCircle}
      tone="text-ink-3"
      what={item.method === 'phone' ? label(planKindLabels, item.plan_kind) : label(methodLabels, item.method)}
      name={item.customer_name}
      aim={item.aim}
      grade={grade}
      when={
        item.due_at === null || isLate ? (
          overdueText(item.due_on, now, item.zone)
        ) : (
          <LocalTime at={item.due_at} zone={item.zone} place={cityOf(item.zone)} />
        )
      }
      isLate={isLate}
      onOpen={null}
    />
  );
}

/** A call of the queue: with whom, why, and how late it is or when they may be called there. */
export function CallRow({ entry, onOpen }: { entry: DialEntry; onOpen: (() => void) | null }) {
  const { t } = useLingui();
  const now = useMinute();
  const { why, zone } = entry;
  const kind = kindOf({ call: entry, item: null }, now);
  const isLate = kind === 'overdue';
  const joins = entry.joins_at;
  const overdue = why.days_overdue > 0 && plural(why.days_overdue, { one: '# day overdue', other: '# days overdue' });
  const place = entry.city ?? (zone === null ? '' : cityOf(zone));
  const names = {
    agreed: why.kind === 'promised' ? t`Promised call` : t`Agreed call`,
    overdue: t`Overdue contact`,
    follow_up: t`Follow-up`,
    other: why.occasion === null ? t`Follow-up` : label(planKindLabels, why.occasion),
  };
  return (
    <Row
      icon={kind === 'agreed' ? PhoneCall : joins !== null ? Moon : isLate ? AlarmClock : Phone}
      tone={kind === 'agreed' ? 'text-accent' : isLate && joins === null ? 'text-bad' : 'text-ink-3'}
      what={names[kind]}
      name={entry.customer_name}
      aim={[why.aim ?? (why.rule && label(contactRuleLabels, why.rule)), joins !== null && overdue]
        .filter(Boolean)
        .join(' · ')}
      grade={entry.grade}
      when={
        kind === 'agreed' && zone !== null ? (
          <LocalTime at={why.due_from} zone={zone} place={place} />
        ) : joins !== null && zone !== null ? (
          <LocalTime at={joins} zone={zone} place={place} className="text-ink-3" />
        ) : isLate ? (
          overdue
        ) : entry.held !== null ? (
          label(dialHeldLabels, entry.held)
        ) : (
          t`Due today`
        )
      }
      isLate={isLate && joins === null}
      onOpen={onOpen}
    />
  );
}

/** A call that the switch began to log: what was said is owed. */
export function Owed({ record, onOpen }: { record: CallRecord; onOpen: () => void }) {
  const now = useMinute();
  const { zone } = usePreferences();
  const isLate = record.complete_by !== null && toDate(record.complete_by).getTime() < now;
  return (
    <li className="border-b border-line">
      <button type="button" onClick={onOpen} className={`${ROW} hover:bg-hover focus-visible:ring-focus-inside`}>
        <PhoneIncoming className="text-warn" aria-hidden />
        <span className="min-w-0 flex-1 truncate">
          <b>
            <Trans>Complete the call</Trans>
          </b>{' '}
          {record.customer_name} <span className="text-ink-3">{counter(record.talk_seconds ?? 0)}</span>
        </span>
        <span className={`${WHEN} ${isLate ? 'text-bad-ink' : 'text-ink-2'}`}>
          {record.complete_by !== null && <Trans>by {timeIn(record.complete_by, zone)}</Trans>}
        </span>
      </button>
    </li>
  );
}

interface AnsweredProps {
  handoff: {
    question: string;
    customer_name: string;
    department_id: string;
    department_name: string;
    answered_at: string | null;
  };
}

/** A department has answered: the customer is to be told. */
export function Answered({ handoff }: AnsweredProps) {
  const department = useDepartmentNames()(handoff.department_id, handoff.department_name);
  const now = useMinute();
  const { zone } = usePreferences();
  return (
    <li className={`${ROW} border-b border-line`}>
      <CornerDownLeft className="text-ok" aria-hidden />
      <span className="min-w-0 flex-1 truncate">
        <b>
          <Trans>{department} answered</Trans>
        </b>{' '}
        {handoff.question} <span className="text-ink-3">{handoff.customer_name}</span>
      </span>
      <Badge tone="ok">
        <Trans>Answered</Trans>
      </Badge>
      <span className="flex-none text-ink-2">
        {handoff.answered_at !== null && agoText(handoff.answered_at, now, zone)}
      </span>
    </li>
  );
}
