import { Trans } from '@lingui/react/macro';
import {
  CornerDownLeft,
  Footprints,
  type LucideIcon,
  Mail,
  MessageCircle,
  Phone,
  PhoneCall,
  PhoneIncoming,
  Video,
} from 'lucide-react';
import type { CallRecord, CustomerLine, Method, PlannedContact } from '@/api';
import { label, methodLabels, planKindLabels } from '@/shared/labels';
import { useDepartmentNames } from '@/shared/directory';
import { usePreferences } from '@/shared/preferences';
import { agoText, cityOf, counter, overdueText, timeIn, toDate, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/badge';
import { LocalTime } from '@/shared/ui/figures';
import { GradeMark } from '@/shared/ui/marks';
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

interface Props {
  item: PlannedContact;
  line: CustomerLine | undefined;
  onOpen: (() => void) | null;
}

/** One thing to do: what, with whom, why, and when it is there and here. */
export function DueRow({ item, line, onOpen }: Props) {
  const now = useMinute();
  const kind = kindOf(item, now);
  const Icon = kind === 'agreed' && item.method === 'phone' ? PhoneCall : (ICONS[item.method] ?? MessageCircle);
  const content = (
    <>
      <Icon className={kind === 'agreed' ? 'text-accent' : 'text-ink-3'} aria-hidden />
      <span className="min-w-0 flex-1 truncate">
        <b>{item.method === 'phone' ? label(planKindLabels, item.plan_kind) : label(methodLabels, item.method)}</b>{' '}
        {item.customer_name} <span className="text-ink-3">{item.aim}</span>
      </span>
      {line && <GradeMark grade={line.grade} />}
      <span className={`${WHEN} ${kind === 'overdue' ? 'text-bad-ink' : 'text-ink-2'}`}>
        {item.due_at === null || kind === 'overdue' ? (
          overdueText(item.due_on, now, item.zone)
        ) : (
          <LocalTime at={item.due_at} zone={item.zone} place={line?.city ?? cityOf(item.zone)} />
        )}
      </span>
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
