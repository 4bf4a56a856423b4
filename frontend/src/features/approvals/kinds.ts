import { msg } from '@lingui/core/macro';
import type { MessageDescriptor } from '@lingui/core';
import {
  CalendarCheck,
  CalendarSync,
  ClipboardList,
  Download,
  HandCoins,
  type LucideIcon,
  MessageSquareReply,
  PencilLine,
  PhoneOff,
  Share2,
  ShieldCheck,
  SlidersHorizontal,
} from 'lucide-react';
import type { Alert } from '@/api';
import { INBOX, type InboxReason } from './queries';

interface Kind {
  icon: LucideIcon;
  name: MessageDescriptor;
}

/** What each kind of approval is called, in the order of the filter. */
export const KINDS: Record<InboxReason, Kind> = {
  plan_to_decide: { icon: CalendarCheck, name: msg({ context: 'approval', message: 'Contact plan' }) },
  amendment_to_decide: { icon: CalendarSync, name: msg`Change of a plan` },
  export_to_decide: { icon: Download, name: msg`Export` },
  compensation_to_decide: { icon: HandCoins, name: msg({ context: 'approval', message: 'Compensation' }) },
  customer_to_verify: { icon: ShieldCheck, name: msg`Key customer to verify` },
  share_to_decide: { icon: Share2, name: msg`Sharing` },
  policy_to_confirm: { icon: SlidersHorizontal, name: msg`Change of policy` },
  change_to_decide: { icon: PencilLine, name: msg`Change of a customer` },
  refusal_to_lift: { icon: PhoneOff, name: msg`Refusal to lift` },
  answer_to_tell: { icon: MessageSquareReply, name: msg`Answer to tell` },
  file_reviews_overdue: { icon: ClipboardList, name: msg`File reviews overdue` },
};

/** An alert that stands in the inbox. */
export type Waiting = Alert & { reason: InboxReason };

export const isInbox = (reason: string | undefined): reason is InboxReason => INBOX.some((each) => each === reason);

/** A text among an alert's facts: an id, a code, a date. */
export function fact(alert: Pick<Alert, 'facts'>, name: string): string {
  const value = alert.facts[name];
  return typeof value === 'string' ? value : '';
}

/** A number among an alert's facts. */
export function figureOf(alert: Pick<Alert, 'facts'>, name: string): number {
  const value = alert.facts[name];
  return typeof value === 'number' ? value : 0;
}
