import { Trans } from '@lingui/react/macro';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { MessageSquareWarning, Pin } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Contact, Customer, Page, PlannedContact } from '@/api';
import { langOf } from '@/shared/format';
import { complaintStateLabels, installedStateLabels, label, needKindLabels, planKindLabels } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { agoText, overdueText, useMinute } from '@/shared/time';
import { Badge, type Tone } from '@/shared/ui/badge';
import { Day, Money } from '@/shared/ui/figures';
import { IntentMark, StageMark } from '@/shared/ui/marks';
import { Note } from '@/shared/ui/note';
import { Section } from '@/shared/ui/panel';
import { Bone, Skeleton } from '@/shared/ui/skeleton';
import { PartError } from '@/shared/ui/states';
import { complaintsQuery, installedQuery, needsQuery, opportunitiesQuery } from './queries';

interface Props {
  item: PlannedContact;
  customer: UseQueryResult<Customer>;
  person: Contact | null;
}

/** What one wants to know before the other end picks up. */
export function Background({ item, customer, person }: Props) {
  const needs = useQuery(needsQuery(item.customer_id));
  const installed = useQuery(installedQuery(item.customer_id));
  const opportunities = useQuery(opportunitiesQuery(item.customer_id));
  const complaints = useQuery(complaintsQuery(item.customer_id));
  const wishes = person?.preferences ?? customer.data?.preferences ?? null;
  return (
    <div className="w-68 flex-none overflow-auto max-laptop:w-full">
      {wishes && (
        <div className="px-4 pt-3 pb-1">
          <Note tone="warn" icon={Pin}>
            {wishes}
          </Note>
        </div>
      )}
      <WhyNow item={item} customer={customer} />
      <Part title={<Trans>Opportunity</Trans>} query={opportunities}>
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
      <Part title={<Trans>Needs</Trans>} query={needs}>
        {(need) => (
          <p key={need.id} className="mb-1 flex items-start gap-2 last:mb-0">
            <Badge>{label(needKindLabels, need.kind)}</Badge>
            <span lang={langOf(need.description)}>{need.description}</span>
          </p>
        )}
      </Part>
      <Part title={<Trans>Complaints</Trans>} query={complaints}>
        {(complaint) => (
          <p key={complaint.id} className="mb-1 flex items-start gap-2 last:mb-0">
            <MessageSquareWarning
              className={`icon-sm mt-0.75 ${complaint.overdue ? 'text-bad' : 'text-ink-3'}`}
              aria-hidden
            />
            <span className="min-w-0 flex-1">
              {complaint.reason ?? complaint.number}
              <span className="block text-xs text-ink-3">{label(complaintStateLabels, complaint.state)}</span>
            </span>
          </p>
        )}
      </Part>
      <Part title={<Trans>Installed products</Trans>} query={installed}>
        {(product) => (
          <p key={product.id} className="mb-1 flex items-center gap-2 last:mb-0">
            <span className="min-w-0 truncate">{product.model}</span>
            {product.purchased_on && <Day date={product.purchased_on} narrow className="text-ink-3" />}
            <span className="ml-auto">
              <Badge tone={RUNS[product.state]}>{label(installedStateLabels, product.state)}</Badge>
            </span>
          </p>
        )}
      </Part>
    </div>
  );
}

const RUNS: Record<keyof typeof installedStateLabels, Tone> = {
  running: 'ok',
  faulty: 'bad',
  under_repair: 'warn',
  retired: 'mute',
};

function WhyNow({ item, customer }: Pick<Props, 'item' | 'customer'>) {
  const now = useMinute();
  const { zone } = usePreferences();
  const overdue = overdueText(item.due_on, now, item.zone);
  const last = customer.data?.last_contact_at;
  return (
    <Section title={<Trans>Why now</Trans>}>
      <p>
        {overdue ? <b>{overdue}</b> : <Day date={item.due_on} weekday />} · {label(planKindLabels, item.occasion)}
      </p>
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
      {customer.data && (
        <p className="mt-1">
          <IntentMark intent={customer.data.intent_level} />
        </p>
      )}
      {customer.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The customer was not loaded</Trans>}
          error={customer.error}
          onRetry={() => void customer.refetch()}
        />
      )}
    </Section>
  );
}

interface PartProps<Row> {
  title: ReactNode;
  query: UseQueryResult<Page<Row>>;
  children: (row: Row) => ReactNode;
}

/** One part of the background; it fails, waits and is empty by itself. Without rows it does not show. */
function Part<Row>({ title, query, children }: PartProps<Row>) {
  if (query.isSuccess && query.data.items.length === 0) return null;
  return (
    <Section title={title}>
      {query.isPending && (
        <Skeleton>
          <Bone width="70%" className="mb-2" />
          <Bone width="50%" />
        </Skeleton>
      )}
      {query.isError && (
        <PartError
          className="px-0!"
          title={<Trans>This part was not loaded</Trans>}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data?.items.map(children)}
    </Section>
  );
}
