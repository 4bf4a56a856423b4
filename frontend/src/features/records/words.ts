import {
  Footprints,
  type LucideIcon,
  Mail,
  MessageCircle,
  PhoneIncoming,
  PhoneMissed,
  PhoneOutgoing,
  Video,
} from 'lucide-react';
import { createElement } from 'react';
import type { ContactRecord, Method } from '@/api';
import { dispositionLabels, label, methodLabels } from '@/shared/labels';

const METHODS: Partial<Record<Method, LucideIcon>> = { email: Mail, visit: Footprints, online_meeting: Video };

/** The picture of a contact: by what means, who began it, whether anybody was reached. */
function iconOf({ method, direction, reached }: ContactRecord): LucideIcon {
  if (method !== 'phone') return METHODS[method] ?? MessageCircle;
  if (!reached) return PhoneMissed;
  return direction === 'inbound' ? PhoneIncoming : PhoneOutgoing;
}

/** By what means it was, as a picture; the word stands beside it. */
export const KindIcon = ({ record }: { record: ContactRecord }) =>
  createElement(iconOf(record), { className: 'icon-sm text-ink-3', 'aria-hidden': true });

/** What kind of contact it was: how a call ended, or by what means. */
export const kindOf = (record: ContactRecord) =>
  record.disposition === null ? label(methodLabels, record.method) : label(dispositionLabels, record.disposition);
