import { Trans } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import { PhoneMissed, Pin } from 'lucide-react';
import { Suspense, lazy } from 'react';
import type { CallCard, CallRecord, Contact, Customer, DialWhy, PlannedContact } from '@/api';
import { langOf } from '@/shared/format';
import {
  contactRuleLabels,
  dispositionLabels,
  label,
  methodLabels,
  needKindLabels,
  planKindLabels,
} from '@/shared/labels';
import { useMay } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { agoText, dayIn, overdueText, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Day, Money, MyTime } from '@/shared/ui/values/figures';
import { IntentMark, StageMark } from '@/shared/ui/values/marks';
import { Note } from '@/shared/ui/feedback/note';
import { Section } from '@/shared/ui/layout/panel';
import { Bone, Skeleton } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { Mark } from './conversation';
import { Part } from '../part';

const Bought = lazy(() => import('./bought').then((module) => ({ default: module.Bought })));

interface Props {
  item: PlannedContact | null;
  /** Why the queue gave them. */
  why?: DialWhy | undefined;
  card: UseQueryResult<CallCard>;
  person: Contact | null;
}

/** What one wants to know before the other end picks up. */
export function Background({ item, why, card, person }: Props) {
  const known = card.data;
  const writes = useMay('customer:write');
  const wishes = person?.preferences ?? known?.customer.preferences ?? null;
  return (
    <div className="w-68 flex-none overflow-auto max-laptop:w-full">
      {wishes && (
        <div className="px-4 pt-3 pb-1">
          <Note tone="warn" icon={Pin}>
            {wishes}
          </Note>
        </div>
      )}
      {item && <WhyNow item={item} why={why} customer={known?.customer} />}
      {card.isPending && (
        <Section title={<Trans>Background</Trans>}>
          <Skeleton>
            <Bone width="70%" className="mb-2" />
            <Bone width="50%" />
          </Skeleton>
        </Section>
      )}
      {card.isError && (
        <PartError
          title={<Trans>What is known of the customer was not loaded</Trans>}
          error={card.error}
          onRetry={() => void card.refetch()}
        />
      )}
      <Part title={<Trans>Missed calls of theirs</Trans>} rows={known?.missed_calls}>
        {(call) => (
          <p key={call.id} className="mb-1 flex items-center gap-2 last:mb-0">
            <PhoneMissed className="icon-sm text-warn" aria-hidden />
            <MyTime at={call.started_at} />
          </p>
        )}
      </Part>
      <Part title={<Trans>Opportunity</Trans>} rows={known?.opportunities}>
        {(opportunity) => (
          <div key={opportunity.id} className="mb-1.5 last:mb-0">
            <p className="flex items-center justify-between gap-2">
              <StageMark stage={opportunity.stage} />
              {opportunity.amount && (
                <b>
                  <Money value={opportunity.amount} />
                </b>
              )}
            </p>
            <p>{opportunity.title}</p>
            {opportunity.expected_purchase_on && (
              <p className="text-xs text-ink-3">
                <Trans>
                  expected <Day date={opportunity.expected_purchase_on} />
                </Trans>
              </p>
            )}
          </div>
        )}
      </Part>
      <Part title={<Trans>Last contacts</Trans>} rows={known?.last_contacts.slice(0, 3)}>
        {(record) => <Recent key={record.id} record={record} zone={known?.customer.zone ?? 'UTC'} />}
      </Part>
      <Part title={<Trans>Needs</Trans>} rows={known?.needs}>
        {(need) => (
          <p key={need.id} className="mb-1 flex items-start gap-2 last:mb-0">
            <Badge>{label(needKindLabels, need.kind)}</Badge>
            <span lang={langOf(need.description)}>{need.description}</span>
          </p>
        )}
      </Part>
      {known && (
        <Suspense fallback={null}>
          <Bought known={known} writes={writes} />
        </Suspense>
      )}
    </div>
  );
}

interface WhyProps {
  item: PlannedContact;
  why: DialWhy | undefined;
  customer: Customer | undefined;
}

function WhyNow({ item, why, customer }: WhyProps) {
  const now = useMinute();
  const { zone } = usePreferences();
  const overdue = overdueText(item.due_on, now, item.zone);
  const last = customer?.last_contact_at;
  return (
    <Section title={<Trans>Why now</Trans>}>
      <p>
        {overdue ? <b>{overdue}</b> : <Day date={item.due_on} weekday />} · {label(planKindLabels, item.occasion)}
      </p>
      {why?.rule && why.days_overdue > 0 && (
        <p>
          <Trans>
            <b>{why.days_overdue} days overdue</b>: {label(contactRuleLabels, why.rule)}, grade {customer?.grade}
          </Trans>
        </p>
      )}
      {last && (
        <p className="text-ink-2">
          <Trans>last reached {agoText(last, now, zone)}</Trans>
        </p>
      )}
      <p>
        <Trans>Aim: {item.aim}</Trans>
      </p>
      {item.materials && (
        <p className="text-ink-2">
          <Trans>With: {item.materials}</Trans>
        </p>
      )}
      {customer && (
        <p className="mt-1 flex items-center gap-2">
          <span className="text-ink-3">
            <Trans>Intent</Trans>
          </span>
          <IntentMark intent={customer.intent_level} />
        </p>
      )}
    </Section>
  );
}

/** One contact in a few words: when, how it ended, what was said. */
function Recent({ record, zone }: { record: CallRecord; zone: string }) {
  const said = record.key_points ?? record.outcome;
  return (
    <div className="mb-1.5 grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-1.5 last:mb-0">
      <Mark record={record} />
      <span>
        {record.disposition ? label(dispositionLabels, record.disposition) : label(methodLabels, record.method)}
      </span>
      <Day date={dayIn(record.started_at, zone)} className="text-xs/5 text-ink-3" />
      {said && (
        <p className="col-span-2 col-start-2 line-clamp-2 text-ink-2" lang={langOf(said)}>
          {said}
        </p>
      )}
    </div>
  );
}
