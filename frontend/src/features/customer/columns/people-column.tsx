import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Mail, Phone, Plus } from 'lucide-react';
import type { Contact, Customer, CustomerOverview, Opportunity } from '@/api';
import { count, dialLink, langOf, personName } from '@/shared/format';
import { CrossSell } from '@/shared/cross-sell';
import { contactRoleLabels, label, needKindLabels } from '@/shared/labels';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { Day, Money } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { StageMark } from '@/shared/ui/values/marks';
import { Card, Column, Section } from '@/shared/ui/layout/panel';
import { LineError } from '@/shared/ui/feedback/states';
import { ICON_LINK } from './looks';
import { OrderChart } from '../orders/order-chart';
import { Part } from '../part';
import { contactsQuery, needsQuery, opportunitiesQuery, overviewQuery } from '../queries';

interface Props {
  customer: Customer;
  overview: CustomerOverview | undefined;
  onAdd: ((what: 'contact' | 'need') => void) | null;
  onTab: (tab: string) => void;
}

const FEW = 3;

/** Right: with whom one speaks, what is under way, what they want and what they bought. */
export function PeopleColumn({ customer, overview, onAdd, onTab }: Props) {
  const { t } = useLingui();
  const contacts = useQuery(contactsQuery(customer.id));
  const opportunities = useQuery(opportunitiesQuery(customer.id));
  const needs = useQuery(needsQuery(customer.id));
  const bought = useQuery(overviewQuery(customer.id));
  const add = (what: 'contact' | 'need', name: string) =>
    onAdd && <IconButton icon={Plus} size="sm" label={name} onPress={() => onAdd(what)} />;
  return (
    <Column
      width={308}
      isSide
      label={t`People and business`}
      className="max-laptop:w-full! max-laptop:overflow-visible"
    >
      <Part
        title={<Trans>Contacts</Trans>}
        note={overview && count(overview.contacts)}
        actions={add('contact', t`New contact`)}
        query={contacts}
        isEmpty={({ items }) => items.every((each) => !each.active)}
        empty={<Trans>Nobody there is known yet.</Trans>}
      >
        {({ items }) => {
          const people = items.filter((each) => each.active);
          const rest = people.length - FEW;
          return (
            <>
              <ul className="flex flex-col gap-2.5">
                {people.slice(0, FEW).map((person) => (
                  <ContactRow key={person.id} person={person} refuses={customer.do_not_call} />
                ))}
              </ul>
              {rest > 0 && (
                <button
                  type="button"
                  className="mt-2 text-accent-ink hover:underline"
                  onClick={() => onTab('contacts')}
                >
                  <Trans>{rest} more</Trans>
                </button>
              )}
            </>
          );
        }}
      </Part>
      <Part
        title={<Trans>Open opportunities</Trans>}
        query={opportunities}
        isEmpty={({ items }) => items.every((each) => each.outcome !== 'open')}
        empty={<Trans>None is open.</Trans>}
      >
        {({ items }) => (
          <div className="flex flex-col gap-2">
            {items
              .filter((each) => each.outcome === 'open')
              .slice(0, FEW)
              .map((each) => (
                <OpportunityCard key={each.id} opportunity={each} />
              ))}
          </div>
        )}
      </Part>
      <Part
        title={<Trans>Needs</Trans>}
        note={overview && count(overview.needs)}
        actions={add('need', t`New need`)}
        query={needs}
        isEmpty={({ items }) => items.every((each) => each.state !== 'open')}
        empty={<Trans>No open need is known.</Trans>}
      >
        {({ items }) => (
          <ul className="flex flex-col gap-1.5">
            {items
              .filter((each) => each.state === 'open')
              .slice(0, 5)
              .map((need) => (
                <li key={need.id} className="flex items-start gap-2">
                  <Badge>{label(needKindLabels, need.kind)}</Badge>
                  <span lang={langOf(need.description)} className="min-w-0">
                    {need.description}
                  </span>
                </li>
              ))}
          </ul>
        )}
      </Part>
      <CrossSell customerId={customer.id} canWrite={onAdd !== null} showsDeclined />
      <LineError query={bought} className="px-4 py-2">
        <Trans>What they bought was not loaded</Trans>
      </LineError>
      {overview && overview.orders.length > 0 && (
        <Section title={<Trans>Orders</Trans>}>
          <OrderChart months={overview.orders} />
        </Section>
      )}
    </Column>
  );
}

/** A person there: role, position, wishes, and how to reach them. */
export function ContactRow({ person, refuses }: { person: Contact; refuses: boolean }) {
  const { t } = useLingui();
  const line = person.phones?.find((each) => each.e164 !== null);
  const mail = person.emails?.[0];
  return (
    <li className="flex items-start gap-2.5">
      <Avatar name={person.name} size="lg" />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-1.5">
          <b className="truncate" lang={langOf(person.name)}>
            {personName(person)}
          </b>
          {person.is_primary && (
            <Badge tone="accent">
              <Trans context="contact">Main</Trans>
            </Badge>
          )}
        </span>
        <span className="block text-xs text-ink-2">
          {[label(contactRoleLabels, person.role), person.title].filter(Boolean).join(' · ')}
        </span>
        {person.preferences && (
          <span className="block text-xs text-ink-3" lang={langOf(person.preferences)}>
            {person.preferences}
          </span>
        )}
      </span>
      {line?.e164 != null && !person.do_not_call && !refuses && (
        <a href={dialLink(line.e164, line.extension)} aria-label={t`Call ${person.name}`} className={ICON_LINK}>
          <Phone className="icon-sm" aria-hidden />
        </a>
      )}
      {mail && (
        <a href={`mailto:${mail.address}`} aria-label={t`Write to ${person.name}`} className={ICON_LINK}>
          <Mail className="icon-sm" aria-hidden />
        </a>
      )}
    </li>
  );
}

/** An opportunity that is under way. */
export function OpportunityCard({ opportunity }: { opportunity: Opportunity }) {
  return (
    <Card className="px-3 py-2">
      <p className="flex items-center justify-between gap-2">
        <StageMark stage={opportunity.stage} />
        {opportunity.amount && (
          <b>
            <Money value={opportunity.amount} />
          </b>
        )}
      </p>
      <p lang={langOf(opportunity.title)}>{opportunity.title}</p>
      <p className="flex justify-between text-xs text-ink-3">
        <span>
          {opportunity.probability}%{' '}
          {opportunity.expected_purchase_on && <Day date={opportunity.expected_purchase_on} />}
        </span>
        {opportunity.review_due_on && (
          <span className="text-warn-ink">
            <Trans>
              review by <Day date={opportunity.review_due_on} />
            </Trans>
          </span>
        )}
      </p>
    </Card>
  );
}
