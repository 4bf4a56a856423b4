import { Trans } from '@lingui/react/macro';
import { Clock, Contact, Phone, User } from 'lucide-react';
import type { DialEntry } from '@/api';
import { contactRuleLabels, label } from '@/shared/labels';
import { cityOf, soonText, toDate, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { LocalNow, LocalTime } from '@/shared/ui/values/figures';
import { CallableDot, GradeMark, KeyCustomerBadge } from '@/shared/ui/values/marks';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';

const HOUR = 60 * 60_000;

interface Props {
  entry: DialEntry | null;
  /** Who joins by themselves next, when nobody may be called now. */
  waits: DialEntry | null;
  isLoading: boolean;
  isBusy: boolean;
  onDial: ((entry: DialEntry) => void) | null;
  onCustomer: (id: string) => void;
}

/** Who is next, and the one thing to press. */
export function NextUp({ entry, waits, isLoading, isBusy, onDial, onCustomer }: Props) {
  const now = useMinute();
  if (isLoading) return <SkeletonLines lines={4} />;
  if (!entry) {
    return (
      <section className="border-b border-line px-5 py-4">
        <p className="text-md font-strong">
          <Trans>Nobody may be called now.</Trans>
        </p>
        {waits?.joins_at && (
          <p className="text-ink-2">
            <Trans>
              Next {waits.customer_name}: <LocalTime at={waits.joins_at} zone={waits.zone ?? 'UTC'} />
            </Trans>
          </p>
        )}
      </section>
    );
  }
  const { why, call_time: time } = entry;
  const closesSoon = time.closes_at !== null && toDate(time.closes_at).getTime() - now <= HOUR;
  return (
    <section className="flex flex-wrap items-center gap-3 border-b border-line px-5 py-3.5">
      <div className="flex min-w-0 flex-1 flex-col gap-y-0.5 max-tablet:basis-full">
        <p className="text-xs text-ink-3">
          <Trans>Next</Trans>
        </p>
        <p className="flex flex-wrap items-center gap-2">
          <b className="text-xl">{entry.customer_name}</b>
          <GradeMark grade={entry.grade} />
          {entry.is_key && <KeyCustomerBadge />}
          {closesSoon && time.closes_at !== null && (
            <Badge tone="warn" icon={Clock}>
              <Trans>closes {soonText(time.closes_at, now)}</Trans>
            </Badge>
          )}
        </p>
        <p className="flex flex-wrap items-center gap-x-4">
          {entry.zone !== null && (
            <span className="flex min-w-0 items-center gap-2">
              <CallableDot callable={time.callable_now === false ? 'closed' : 'now'} />
              <LocalNow zone={entry.zone} place={entry.city ?? cityOf(entry.zone)} />
            </span>
          )}
          {entry.contact_name !== null && (
            <span className="flex items-center gap-1.5">
              <User className="icon-sm text-ink-3" aria-hidden />
              {entry.contact_name}
            </span>
          )}
        </p>
        <p className="flex flex-wrap gap-x-4">
          {why.aim !== null && (
            <span>
              <Trans>Aim: {why.aim}</Trans>
            </span>
          )}
          {why.days_overdue > 0 && (
            <span className="text-bad-ink">
              <Trans>overdue {why.days_overdue} days</Trans>
            </span>
          )}
          {why.rule !== null && (
            <span className="text-ink-3">
              <Trans>
                {label(contactRuleLabels, why.rule)}, grade {entry.grade}
              </Trans>
            </span>
          )}
        </p>
      </div>
      <Button size="lg" icon={Contact} onPress={() => onCustomer(entry.customer_id)}>
        <Trans>See the background</Trans>
      </Button>
      {onDial && (
        <Button variant="primary" size="lg" icon={Phone} keys="enter" isBusy={isBusy} onPress={() => onDial(entry)}>
          <Trans>Start dialling</Trans>
        </Button>
      )}
    </section>
  );
}
