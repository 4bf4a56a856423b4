import { Plural, Trans } from '@lingui/react/macro';
import {
  ArrowUpRight,
  Check,
  ClipboardList,
  Flag,
  Gavel,
  type LucideIcon,
  ListX,
  MessageSquareReply,
  MessageSquareWarning,
  PhoneIncoming,
  PhoneMissed,
  PhoneOff,
  ServerOff,
  SignalHigh,
  SquareKanban,
  UsersRound,
} from 'lucide-react';
import type { Alert, AlertReason, DeadlineKind, IntentLevel, MilestoneKind, Stage } from '@/api';
import {
  alertReasonLabels,
  deadlineKindLabels,
  intentLabels,
  label,
  milestoneKindLabels,
  stageLabels,
} from '@/shared/labels';
import { useNames } from '@/shared/directory';
import { usePreferences } from '@/shared/preferences';
import { agoText, againstClock, overdueText, useMinute } from '@/shared/time';
import { SOLID } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { dueOf, factCode, whoseOf } from './groups';

const ICONS: Record<AlertReason, LucideIcon> = {
  intent_without_follow_up: SignalHigh,
  stage_without_next_step: SquareKanban,
  milestone_overdue: Flag,
  call_to_complete: PhoneIncoming,
  review_owed: UsersRound,
  review_action_overdue: UsersRound,
  preventive_action_overdue: ClipboardList,
  complaint_escalated: MessageSquareWarning,
  deadline_due_soon: MessageSquareWarning,
  deadline_overdue: MessageSquareWarning,
  deadline_escalated: MessageSquareWarning,
  contact_overdue: PhoneMissed,
  contact_long_overdue: PhoneMissed,
  executive_contact_owed: PhoneMissed,
  executive_contact_missed: PhoneMissed,
  refusal_to_lift: Gavel,
  plan_to_decide: Gavel,
  amendment_to_decide: Gavel,
  export_to_decide: Gavel,
  compensation_to_decide: Gavel,
  customer_to_verify: Gavel,
  share_to_decide: Gavel,
  policy_to_confirm: Gavel,
  change_to_decide: Gavel,
  answer_to_tell: MessageSquareReply,
  file_reviews_overdue: ClipboardList,
  contact_missed: PhoneMissed,
  rows_over_limit: ListX,
  contact_against_refusal: PhoneOff,
  no_worker: ServerOff,
};
const TONES = { critical: SOLID.bad, warning: SOLID.warn, notice: 'text-ink-3' };

interface Props {
  alert: Alert;
  isCurrent: boolean;
  onPoint: () => void;
  onOpen: (() => void) | null;
  onAcknowledge: (() => void) | null;
}

/** One alert; its actions show on the row that has the keyboard. */
export function AlertRow({ alert, isCurrent, onPoint, onOpen, onAcknowledge }: Props) {
  const Icon = ICONS[alert.reason] ?? Flag;
  const nameOf = useNames();
  return (
    <li
      aria-current={isCurrent}
      onClick={onPoint}
      onDoubleClick={onOpen ?? undefined}
      className={cx(
        'flex gap-3 border-b border-line px-4 py-2',
        isCurrent ? 'bg-hover ring-focus-inside' : 'hover:bg-hover',
      )}
    >
      <Icon className={cx('mt-1', TONES[alert.severity])} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="text-md">
          <b>{label(alertReasonLabels, alert.reason)}</b> <About alert={alert} />
        </p>
        <p className="truncate text-xs text-ink-3">
          {alert.customer_name ?? nameOf(whoseOf(alert) ?? alert.owner_id, alert.owner_name)}
        </p>
        {isCurrent && (
          <div className="mt-1.5 flex gap-1.5">
            {onOpen && (
              <Button size="sm" icon={ArrowUpRight} onPress={onOpen}>
                <Trans>Open</Trans>
              </Button>
            )}
            {onAcknowledge && (
              <Button size="sm" icon={Check} onPress={onAcknowledge}>
                <Trans>Seen</Trans>
              </Button>
            )}
          </div>
        )}
      </div>
      <span className="date flex-none pt-0.5 text-xs text-ink-3">
        <When alert={alert} />
      </span>
    </li>
  );
}

function About({ alert }: { alert: Alert }) {
  const code = factCode(alert);
  const several = alert.facts['count'];
  if (code === null)
    return typeof several === 'number' ? <Plural value={several} one="# time" other="# times" /> : null;
  if (alert.reason === 'milestone_overdue') return label(milestoneKindLabels, code as MilestoneKind);
  if (alert.reason === 'stage_without_next_step') return label(stageLabels, code as Stage);
  if (alert.reason === 'intent_without_follow_up') return label(intentLabels, code as IntentLevel);
  return alert.reason.startsWith('deadline') ? label(deadlineKindLabels, code as DeadlineKind) : null;
}

function When({ alert }: { alert: Alert }) {
  const now = useMinute();
  const { zone } = usePreferences();
  const due = dueOf(alert);
  if (due === null) return agoText(alert.since, now, zone);
  return 'at' in due ? againstClock(due.at, now) : overdueText(due.on, now, zone);
}
