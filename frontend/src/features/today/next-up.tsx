import { Trans } from '@lingui/react/macro';
import { Phone } from 'lucide-react';
import type { CustomerLine, PlannedContact } from '@/api';
import { cityOf, joinsAt, overdueText, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/button';
import { LocalNow, LocalTime } from '@/shared/ui/figures';
import { CallableDot, GradeMark, KeyCustomerBadge } from '@/shared/ui/marks';
import { SkeletonLines } from '@/shared/ui/skeleton';

interface Props {
  item: PlannedContact | null;
  /** The call that comes when none is due now. */
  waits: PlannedContact | null;
  line: CustomerLine | undefined;
  isLoading: boolean;
  onDial: ((itemId: string | null) => void) | null;
}

/** Who is next, and the one thing to press. */
export function NextUp({ item, waits, line, isLoading, onDial }: Props) {
  const now = useMinute();
  if (isLoading) return <SkeletonLines lines={4} />;
  if (!item) {
    return (
      <section className="border-b border-line px-5 py-4">
        <p className="text-md font-strong">
          <Trans>Nobody may be called now.</Trans>
        </p>
        {waits && (
          <p className="text-ink-2">
            <Trans>
              Next {waits.customer_name}: <LocalTime at={joinsAt(waits, now) ?? waits.due_from} zone={waits.zone} />
            </Trans>
          </p>
        )}
      </section>
    );
  }
  return (
    <section className="flex flex-wrap items-center gap-3 border-b border-line px-5 py-3.5">
      <div className="min-w-0 flex-1">
        <p className="text-xs text-ink-3">
          <Trans>Next</Trans>
        </p>
        <p className="flex flex-wrap items-center gap-2">
          <b className="text-xl">{item.customer_name}</b>
          {line && <GradeMark grade={line.grade} />}
          {line?.is_key && <KeyCustomerBadge />}
        </p>
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="flex min-w-0 items-center gap-2">
            <CallableDot callable="now" />
            <LocalNow zone={item.zone} place={line?.city ?? cityOf(item.zone)} />
          </span>
          {item.contact_name && <span className="ml-2">{item.contact_name}</span>}
        </p>
        <p className="flex flex-wrap gap-x-3">
          <span>
            <Trans>Aim: {item.aim}</Trans>
          </span>
          <span className="text-warn-ink">{overdueText(item.due_on, now, item.zone)}</span>
        </p>
      </div>
      {onDial && (
        <Button variant="primary" size="lg" icon={Phone} keys="enter" onPress={() => onDial(item.id)}>
          <Trans>Start dialling</Trans>
        </Button>
      )}
    </section>
  );
}
