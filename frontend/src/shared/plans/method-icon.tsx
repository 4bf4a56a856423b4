import { Footprints, type LucideIcon, Mail, MessageCircle, Phone, Video } from 'lucide-react';
import type { Method } from '@/api/types';
import { label, methodLabels } from '@/shared/labels';

const ICONS: Record<Method, LucideIcon> = {
  phone: Phone,
  visit: Footprints,
  online_meeting: Video,
  email: Mail,
  sms: MessageCircle,
  wechat: MessageCircle,
  whatsapp: MessageCircle,
  other: MessageCircle,
};

/** How somebody is contacted, as a sign; with its word unless `bare`. */
export function MethodIcon({ method, bare = false }: { method: Method; bare?: boolean }) {
  const Icon = ICONS[method];
  const word = label(methodLabels, method);
  if (bare) return <Icon className="icon-xs text-ink-3" role="img" aria-label={word} />;
  return (
    <span className="inline-flex items-center gap-1.25 whitespace-nowrap">
      <Icon className="icon-xs text-ink-3" aria-hidden />
      {word}
    </span>
  );
}
