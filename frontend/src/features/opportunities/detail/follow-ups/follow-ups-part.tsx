import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import {
  CalendarPlus,
  CircleCheck,
  CircleX,
  ClockAlert,
  Footprints,
  type LucideIcon,
  Mail,
  MessageCircle,
  Phone,
  Video,
} from 'lucide-react';
import { useState } from 'react';
import type { Method, Opportunity, OpportunityFollowUp } from '@/api';
import { useNames } from '@/shared/directory';
import { itemStateLabels, label, methodLabels } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { cityOf, dayIn, overdueText, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { Day, LocalTime } from '@/shared/ui/values/figures';
import { Nothing, Part } from '../part';
import { customerQuery, followUpsQuery } from '../queries';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const FollowUpDialog = lazyDialog(() => import('./follow-up-dialog').then((module) => module.FollowUpDialog));

const ICONS: Partial<Record<Method, LucideIcon>> = {
  phone: Phone,
  visit: Footprints,
  online_meeting: Video,
  email: Mail,
};
const OPEN = ['planned', 'pending_approval'];

/** What comes next with the customer, and by when the stage wants it. */
export function FollowUpsPart({ opportunity, edits }: { opportunity: Opportunity; edits: boolean }) {
  const followUps = useQuery(followUpsQuery(opportunity.id));
  const customer = useQuery(customerQuery(opportunity.customer_id));
  const [isPlanning, setPlanning] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const zone = customer.data?.zone ?? null;
  const items = followUps.data?.items ?? [];
  const open = items.filter((item) => OPEN.includes(item.state));
  const past = items.filter((item) => !OPEN.includes(item.state));
  return (
    <Part
      query={followUps}
      title={<Trans>Follow-ups</Trans>}
      note={<Owed opportunity={opportunity} />}
      actions={
        edits && (
          <Button size="sm" variant="ghost" icon={CalendarPlus} onPress={() => setPlanning(true)}>
            <Trans>Plan</Trans>
          </Button>
        )
      }
    >
      {() => (
        <>
          {open.length === 0 && opportunity.outcome === 'open' && (
            <Nothing>
              <Trans>Nothing is planned. A stage without a next step raises an alert.</Trans>
            </Nothing>
          )}
          <ul className="flex flex-col gap-2">
            {open.map((item) => (
              <FollowUp key={item.id} item={item} zone={zone} place={customer.data?.city ?? null} />
            ))}
            {(showsAll ? past : past.slice(0, 2)).map((item) => (
              <Past key={item.id} item={item} />
            ))}
          </ul>
          {past.length > 2 && (
            <Button size="sm" variant="ghost" className="mt-1" onPress={() => setShowsAll(!showsAll)}>
              {showsAll ? <Trans>Fewer</Trans> : <Trans>All {past.length} earlier ones</Trans>}
            </Button>
          )}
          {isPlanning && <FollowUpDialog opportunity={opportunity} onClose={() => setPlanning(false)} />}
        </>
      )}
    </Part>
  );
}

function Owed({ opportunity }: { opportunity: Opportunity }) {
  const now = useMinute();
  const { zone } = usePreferences();
  const due = opportunity.follow_up_due_on;
  if (due === null) return null;
  if (due < dayIn(now, zone)) {
    return (
      <span className="flex items-center gap-1 text-bad-ink">
        <ClockAlert className="icon-xs" aria-hidden />
        {overdueText(due, now, zone)}
      </span>
    );
  }
  return (
    <Trans>
      wanted by <Day date={due} />
    </Trans>
  );
}

interface RowProps {
  item: OpportunityFollowUp;
  zone: string | null;
  place: string | null;
}

function FollowUp({ item, zone, place }: RowProps) {
  const nameOf = useNames();
  const Icon = ICONS[item.method] ?? MessageCircle;
  return (
    <li className="flex items-start gap-2">
      <Icon className="icon-sm mt-0.75 text-ink-3" aria-label={label(methodLabels, item.method)} />
      <span className="min-w-0 flex-1">
        <b>{item.aim}</b>
        <span className="block text-ink-2">
          {item.due_at && zone ? (
            <LocalTime at={item.due_at} zone={zone} place={place ?? cityOf(zone)} date />
          ) : (
            <Day date={item.due_on} weekday />
          )}{' '}
          · {nameOf(item.assignee_id, item.assignee_name)}
        </span>
        {item.state === 'pending_approval' && (
          <span className="block text-xs text-hold-ink">{label(itemStateLabels, item.state)}</span>
        )}
      </span>
    </li>
  );
}

function Past({ item }: { item: OpportunityFollowUp }) {
  const Icon = item.state === 'done' ? CircleCheck : CircleX;
  return (
    <li className="flex items-start gap-2 text-ink-2">
      <Icon className={`icon-sm mt-0.75 ${item.state === 'done' ? 'text-ok' : 'text-ink-3'}`} aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="text-ink-3">{label(itemStateLabels, item.state)}</span> {item.aim}
      </span>
      <Day date={(item.done_at ?? item.due_on).slice(0, 10)} className="text-xs text-ink-3" />
    </li>
  );
}
