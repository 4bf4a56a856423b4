import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Ban, PencilLine, PhoneOff, Pin } from 'lucide-react';
import type { Customer, Duty as DutyRow } from '@/api';
import { NextCare } from '@/shared/care';
import { count, joined, langOf, percent, title } from '@/shared/format';
import { channelLabels, contactRuleLabels, label, planKindLabels, sourceLabels } from '@/shared/labels';
import { type NameOf, marketsQuery, useCampaigns, useNames } from '@/shared/directory';
import { usePreferences } from '@/shared/preferences';
import { cityOf, dateIn, dateText, moment, overdueText, useMinute, wallTime } from '@/shared/time';
import { Day, Money } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { NextDuty } from '@/shared/ui/signature/next-duty';
import { Column, Facts, Section } from '@/shared/ui/layout/panel';
import { Phone } from '@/shared/ui/values/phone';
import { LineError } from '@/shared/ui/feedback/states';
import { useWidth } from '@/shared/ui/use-width';
import { fieldName } from '@/shared/labels/customer-fields';
import { LeadPart } from './lead-part';
import { Part } from '../part';
import { dutyQuery, optOutsQuery, plannedQuery, reviewQuery } from '../queries';

interface Props {
  customer: Customer;
  nameOf: NameOf;
  /** Null where it may not be changed. */
  onEdit: (() => void) | null;
}

/** Left: what is owed next, what must not be forgotten, who they are. */
export function FactsColumn({ customer, nameOf, onEdit }: Props) {
  const { t } = useLingui();
  // Paper is as narrow, and shows all there is.
  const isPhone = useWidth('screen and (max-width: 767px)');
  return (
    <Column width={288} isSide label={t`Facts`} className="max-laptop:w-full! max-laptop:overflow-visible">
      <Duty customer={customer} />
      <Pinned customer={customer} />
      {/* On a phone what was said comes next: the rest has a tab of its own. */}
      {!isPhone && (
        <>
          <Basics customer={customer} onEdit={onEdit} />
          <LeadPart customer={customer} />
          <Review customer={customer} nameOf={nameOf} />
        </>
      )}
    </Column>
  );
}

function Duty({ customer }: { customer: Customer }) {
  const now = useMinute();
  const nameOf = useNames();
  const { zone: mine } = usePreferences();
  const planned = useQuery(plannedQuery(customer.id));
  const duty = useQuery(dutyQuery(customer.id));
  const owed = duty.data;
  const item = planned.data?.items[0];
  const owedAt = customer.next_contact_at ?? owed?.due_at;
  const failed = (
    <>
      <LineError query={planned}>
        <Trans>The next planned contact was not loaded</Trans>
      </LineError>
      <LineError query={duty}>
        <Trans>What is owed by policy was not loaded</Trans>
      </LineError>
    </>
  );
  if (!item && owedAt === undefined) return <div className="px-4">{failed}</div>;
  const zone = item?.zone ?? customer.zone ?? mine;
  const place = customer.city ?? cityOf(zone);
  const due = item?.due_on ?? dateOf(owedAt ?? '', zone);
  const overdue = overdueText(due, now, zone);
  const isLate = overdue !== '' && due < dateOf(now, zone);
  return (
    <div className="px-4 pt-3 pb-1">
      <NextDuty
        what={item ? item.aim || label(planKindLabels, item.plan_kind) : <Trans>Contact the customer</Trans>}
        there={
          item?.due_at != null
            ? moment(item.due_at, zone, mine, now, { place, date: true }).there
            : `${dateText(due, now, zone, { weekday: true })} ${place}`
        }
        here={item?.due_at != null && moment(item.due_at, zone, mine, now).here}
        overdue={isLate && overdue}
        rule={
          <>
            {item && (
              <p>
                <Trans>
                  {label(planKindLabels, item.plan_kind)} “{item.plan_name}”,{' '}
                  {nameOf(item.assignee_id, item.assignee_name)}
                </Trans>
              </p>
            )}
            {owed && <Owed duty={owed} />}
          </>
        }
      />
      {failed}
    </div>
  );
}

/** By which rule and version of policy the customer is owed a contact, counted from what; and its next care occasion. */
function Owed({ duty }: { duty: DutyRow }) {
  const now = useMinute();
  const { zone } = usePreferences();
  return (
    <>
      <p>
        {label(contactRuleLabels, duty.rule)}: <Plural value={duty.days} one="within # day" other="within # days" />,{' '}
        {duty.from_contact ? (
          <Trans>
            counted from the last contact on <span className="date">{dateIn(duty.counted_from, zone, now)}</span>
          </Trans>
        ) : (
          <Trans>
            counted from its entry on <span className="date">{dateIn(duty.counted_from, zone, now)}</span>
          </Trans>
        )}{' '}
        <span className="text-ink-3">
          {duty.policy_version === 0 ? (
            <Trans>(policy as delivered)</Trans>
          ) : (
            <Trans>(policy version {duty.policy_version})</Trans>
          )}
        </span>
      </p>
      {duty.next_care && (
        <p className="mt-1">
          <Trans>Next care:</Trans> <NextCare duty={duty.next_care} />
        </p>
      )}
    </>
  );
}

const dateOf = (at: string | number, zone: string) => {
  const { year, month, day } = wallTime(at, zone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
};

function Pinned({ customer }: { customer: Customer }) {
  const optOuts = useQuery(optOutsQuery(customer.id));
  const refused = optOuts.data?.items.filter((each) => each.lifted_at === null) ?? [];
  const wishes = customer.preferences?.split(/\n+/).filter((line) => line.trim() !== '') ?? [];
  if (wishes.length === 0 && refused.length === 0 && !customer.do_not_call && !optOuts.isError) return null;
  return (
    <Section title={<Trans>Pinned</Trans>}>
      <LineError query={optOuts}>
        <Trans>What they have opted out of was not loaded</Trans>
      </LineError>
      <ul className="flex flex-col gap-1.5">
        {wishes.map((line) => (
          <li key={line} className="flex items-start gap-2">
            <Pin className="icon-sm mt-0.75 text-warn" aria-hidden />
            <span lang={langOf(line)}>{line}</span>
          </li>
        ))}
        {customer.do_not_call && (
          <li className="flex items-start gap-2">
            <PhoneOff className="icon-sm mt-0.75 text-bad" aria-hidden />
            <Trans>Does not wish to be called</Trans>
          </li>
        )}
        {refused.map((each) => (
          <li key={each.id} className="flex items-start gap-2">
            <Ban className="icon-sm mt-0.75 text-bad" aria-hidden />
            <span>
              <Trans>
                Refuses {label(channelLabels, each.channel)} since <Since at={each.at} />
              </Trans>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Since({ at }: { at: string }) {
  const now = useMinute();
  const { zone } = usePreferences();
  return <span className="date">{dateIn(at, zone, now)}</span>;
}

/** Blank where it is unknown: the completeness says what is missing. */
function Basics({ customer, onEdit }: Pick<Props, 'customer' | 'onEdit'>) {
  const { t, i18n } = useLingui();
  const markets = useQuery(marketsQuery).data;
  const market = customer.market_id === null ? undefined : markets?.get(customer.market_id);
  const campaigns = useCampaigns();
  const phones = customer.phones ?? [];
  const facts: [string, React.ReactNode][] = [
    ['industry', customer.industry],
    ['business_scope', customer.business_scope],
    ['employee_count', customer.employee_count !== null && count(customer.employee_count)],
    ['legal_representative', customer.legal_representative],
    [
      'website',
      customer.website && (
        <a
          href={webAddress(customer.website)}
          target="_blank"
          rel="noreferrer"
          className="break-all text-accent-ink hover:underline"
        >
          {customer.website.replace(/^https?:\/\//, '')}
        </a>
      ),
    ],
    [
      'phones',
      phones.length > 0 &&
        phones.map((each) =>
          each.e164 === null ? (
            <span key={each.id}>{each.raw}</span>
          ) : (
            <Phone key={each.id} e164={each.e164} extension={each.extension} copies />
          ),
        ),
    ],
    ['emails', (customer.emails ?? []).map((each) => each.address).join(', ')],
    [
      'source_channel',
      [label(sourceLabels, customer.source_channel), customer.source_detail].filter(Boolean).join(' · '),
    ],
    ['campaign_id', campaigns.find((each) => each.id === customer.campaign_id)?.name],
    ['market_id', market && title(market)],
    [
      'expected_annual_sales',
      customer.expected_annual_sales && (
        <b>
          <Money value={customer.expected_annual_sales} />
        </b>
      ),
    ],
    ['budget', customer.budget && <Money value={customer.budget} />],
    ['purchase_frequency', customer.purchase_frequency],
    ['demand', customer.demand],
    ['decision_process', customer.decision_process],
    ['address', [customer.address, customer.postal_code, customer.city].filter(Boolean).join(', ')],
  ];
  const missing = joined(customer.missing.map(fieldName));
  return (
    <Section
      title={<Trans>Basics</Trans>}
      note={
        <span title={missing === '' ? undefined : t`Missing: ${missing}`}>
          <Trans>
            complete <b className="text-ink-2">{percent(customer.completeness / 100)}</b>
          </Trans>
        </span>
      }
      actions={
        onEdit && <IconButton icon={PencilLine} size="sm" label={t`Change the facts`} keys="e" onPress={onEdit} />
      }
    >
      <Facts
        width={i18n.locale === 'en' ? 92 : 76}
        facts={facts.filter(([, value]) => Boolean(value)).map(([field, value]) => ({ name: fieldName(field), value }))}
      />
      {missing !== '' && (
        <p className="mt-2 text-xs text-ink-3">
          <Trans>Missing: {missing}</Trans>
        </p>
      )}
    </Section>
  );
}

const webAddress = (website: string) => (/^https?:\/\//.test(website) ? website : `https://${website}`);

function Review({ customer, nameOf }: Pick<Props, 'customer' | 'nameOf'>) {
  const now = useMinute();
  const { zone } = usePreferences();
  const reviews = useQuery(reviewQuery(customer.id));
  return (
    <Part title={<Trans>Complete review</Trans>} query={reviews}>
      {({ items }) => {
        const due = items.find((each) => each.done_at === null);
        const done = items.find((each) => each.done_at !== null);
        return (
          <p className="flex flex-wrap justify-between gap-x-3">
            <span>
              {done?.done_at != null ? (
                <Trans>
                  Last <span className="date">{dateIn(done.done_at, zone, now)}</span> {nameOf(done.done_by)}
                </Trans>
              ) : (
                <Trans>Not reviewed yet</Trans>
              )}
            </span>
            {due && (
              <span className={due.overdue ? 'text-bad-ink' : 'text-ink-3'}>
                <Trans>
                  due <Day date={due.due_on} />
                </Trans>
              </span>
            )}
          </p>
        );
      }}
    </Part>
  );
}
