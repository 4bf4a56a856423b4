import { Trans } from '@lingui/react/macro';
import type { RevisitForm } from '@/api';
import { langOf, money } from '@/shared/format';
import { contactRoleLabels, installedStateLabels, label, needKindLabels, satisfactionLabels } from '@/shared/labels';
import { Badge } from '@/shared/ui/values/badge';
import { Day, LocalNow, MyTime } from '@/shared/ui/values/figures';
import { GradeMark } from '@/shared/ui/values/marks';
import { Section } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { SCORES } from './draft';

const MOST_ORDERS = 4;

/** What is known before the revisit: basics, people, products in use, orders, needs and the last scores (RV-7..10). */
export function KnownColumn({ form }: { form: RevisitForm }) {
  const { customer, last_revisit: last } = form;
  return (
    <div className="flex min-h-0 w-80 flex-none flex-col overflow-auto bg-surface-2 max-tablet:w-full max-tablet:flex-auto">
      <Section>
        <h2 className="flex items-center gap-2 text-title font-strong">
          <GradeMark grade={customer.grade} />
          <RecordLink
            kind="customer"
            id={customer.id}
            className="min-w-0 truncate text-ink no-underline hover:underline"
          >
            {customer.name}
          </RecordLink>
        </h2>
        <p className="text-ink-2">{[customer.city, customer.address].filter(Boolean).join(' · ')}</p>
        {customer.zone && (
          <p>
            <LocalNow zone={customer.zone} />
          </p>
        )}
        {customer.preferences && <p className="text-ink-2">{customer.preferences}</p>}
      </Section>
      <Section title={<Trans>People there</Trans>}>
        <ul className="flex flex-col gap-1">
          {form.people.map((person) => (
            <li key={person.id} className="flex items-center gap-2">
              <span className="min-w-0 flex-1 truncate">{person.name}</span>
              <span className="text-xs text-ink-3">{person.title ?? label(contactRoleLabels, person.role)}</span>
              {person.do_not_call && (
                <Badge tone="bad">
                  <Trans>Refuses calls</Trans>
                </Badge>
              )}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={<Trans>Products in use</Trans>}>
        <ul className="flex flex-col gap-1.5">
          {form.installed.map((product) => (
            <li key={product.id}>
              <span className="flex items-center gap-2">
                <b className="min-w-0 flex-1 truncate">{product.model}</b>
                <Badge tone={product.state === 'running' ? 'ok' : product.state === 'retired' ? 'mute' : 'warn'}>
                  {label(installedStateLabels, product.state)}
                </Badge>
              </span>
              <span className="block text-xs text-ink-3">
                {product.purchased_on && <Day date={product.purchased_on} />} {product.serial_number}
              </span>
              {product.state_note && <span className="block text-ink-2">{product.state_note}</span>}
            </li>
          ))}
        </ul>
        {form.installed.length === 0 && (
          <p className="text-ink-3">
            <Trans>None is on file.</Trans>
          </p>
        )}
      </Section>
      <Section title={<Trans>Latest orders</Trans>}>
        <ul className="flex flex-col gap-1">
          {form.orders.slice(0, MOST_ORDERS).map((order) => (
            <li key={order.id} className="flex items-baseline gap-2">
              <span className="min-w-0 flex-1 truncate">{order.number}</span>
              <Day date={order.ordered_on} />
              <span className="whitespace-nowrap">{money(order.amount)}</span>
            </li>
          ))}
        </ul>
        {form.orders.length === 0 && (
          <p className="text-ink-3">
            <Trans>It never ordered.</Trans>
          </p>
        )}
      </Section>
      {form.needs.length > 0 && (
        <Section title={<Trans>Open needs</Trans>}>
          <ul className="flex flex-col gap-1">
            {form.needs.map((need) => (
              <li key={need.id} className="flex gap-2">
                <span className="w-14 flex-none text-xs text-ink-3">{label(needKindLabels, need.kind)}</span>
                <span lang={langOf(need.description)}>{need.description}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {last && (
        <Section
          title={
            <Trans>
              Last revisit, <MyTime at={last.started_at} />
            </Trans>
          }
        >
          {last.outcome && <p lang={langOf(last.outcome)}>{last.outcome}</p>}
          {last.satisfaction && (
            <dl className="mt-1 grid grid-cols-[1fr_auto] gap-x-3 text-ink-2">
              {SCORES.map((score) => (
                <div key={score} className="contents">
                  <dt>{label(satisfactionLabels, score)}</dt>
                  <dd className="font-strong">{last.satisfaction?.[score]}</dd>
                </div>
              ))}
            </dl>
          )}
        </Section>
      )}
    </div>
  );
}
