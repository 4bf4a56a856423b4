import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Customer, type Member, api, once, unwrap } from '@/api';
import { marketsQuery, useNames } from '@/shared/directory';
import { title } from '@/shared/format';
import { i18n } from '@/shared/i18n';
import { label, memberKindLabels } from '@/shared/labels';
import { FIELD_NAMES } from '@/shared/labels/customer-fields';
import { Avatar } from '@/shared/ui/values/avatar';
import { FieldValue } from '@/shared/ui/values/field-value';
import { MyTime } from '@/shared/ui/values/figures';
import { GradeMark, KeyCustomerBadge, VerificationBadge } from '@/shared/ui/values/marks';
import { Facts } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { Decision, DecisionHead, Part, Said } from '../decision';
import { fact } from '../kinds';
import { customerQuery, memberQuery } from '../queries';
import { Loaded } from './loaded';
import { type PanelProps, moving } from './panel';

/** What is read of a customer before somebody vouches for it. */
const CHECKED = [
  'legal_name',
  'short_name',
  'country',
  'region',
  'city',
  'address',
  'website',
  'phones',
  'emails',
  'market_id',
  'zone',
  'industry',
  'business_scope',
  'legal_representative',
  'management',
  'employee_count',
  'demand',
  'purchase_frequency',
  'budget',
  'expected_annual_sales',
  'decision_process',
  'source_channel',
  'source_detail',
  'intent_level',
  'owner_id',
  'obtained_at',
] as const;

export function useFieldNames() {
  const nameOf = useNames();
  const markets = useQuery(marketsQuery).data;
  return {
    nameOf: (id: string) => nameOf(id),
    marketOf: (id: string) => {
      const market = markets?.get(id);
      return market ? title(market) : '';
    },
  };
}

export const fieldName = (field: string) => {
  const name = FIELD_NAMES[field];
  return name ? i18n._(name) : field.replace('custom.', '');
};

export function CustomerHead({ customer, children }: { customer: Customer; children: ReactNode }) {
  return (
    <DecisionHead
      title={
        <RecordLink kind="customer" id={customer.id} className="text-ink no-underline hover:underline">
          {customer.name}
        </RecordLink>
      }
      badges={
        <>
          <GradeMark grade={customer.grade} />
          {customer.is_key && <KeyCustomerBadge />}
          <VerificationBadge verification={customer.verification} />
        </>
      }
    >
      {children}
    </DecisionHead>
  );
}

/** A key customer that a second person vouches for: all that is on file about it (CR-5). */
export function VerifyPanel({ alert, onDecided }: PanelProps) {
  const customer = useQuery(customerQuery(alert.subject_id));
  return <Loaded query={customer}>{(data) => <ToVerify customer={data} onDecided={onDecided} />}</Loaded>;
}

function ToVerify({ customer, onDecided }: { customer: Customer; onDecided: () => void }) {
  const { t } = useLingui();
  const names = useFieldNames();
  const by = names.nameOf(customer.submitted_by ?? '');
  const values = CHECKED.map((field) => ({ field, value: customer[field] })).filter(
    ({ value }) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  const half = Math.ceil(values.length / 2);
  const move = (which: 'verify' | 'return') => (note: string) =>
    once(`verify:${customer.id}:${which}:${customer.version}`, note, (key) => {
      const params = { path: { customer_id: customer.id }, header: moving(customer.version, key) };
      return which === 'verify'
        ? unwrap(api.POST('/v1/customers/{customer_id}/moves/verify', { body: { reason: note || null }, params }))
        : unwrap(api.POST('/v1/customers/{customer_id}/moves/return', { body: { reason: note }, params }));
    });
  return (
    <Decision
      id={customer.id}
      onDecided={onDecided}
      head={
        <CustomerHead customer={customer}>
          {by && (
            <span className="flex items-center gap-1.5">
              <Avatar name={by} />
              <Trans>{by} asks for a second look</Trans>
            </span>
          )}
          <span>
            <Trans>{customer.completeness}% of the file is filled</Trans>
          </span>
        </CustomerHead>
      }
      approve={
        customer.allowed_moves.includes('verify')
          ? { name: t`Verify the customer`, done: t`${customer.name} is verified`, send: move('verify') }
          : null
      }
      refuse={
        customer.allowed_moves.includes('return')
          ? { name: t`Return`, done: t`${customer.name} went back`, needsNote: true, send: move('return') }
          : null
      }
    >
      <Part title={<Plural value={values.length} one="# fact to check" other="# facts to check" />}>
        <div className="grid items-start gap-x-8 gap-y-1.25 laptop:grid-cols-2">
          {[values.slice(0, half), values.slice(half)].map((column, index) => (
            <Facts
              key={index}
              width={130}
              facts={column.map(({ field, value }) => ({
                name: fieldName(field),
                value: <FieldValue field={field} value={value} names={names} />,
              }))}
            />
          ))}
        </div>
      </Part>
      {customer.missing.length > 0 && (
        <Part title={<Trans>Not on file</Trans>}>
          <p className="text-ink-2">{customer.missing.map(fieldName).join(' · ')}</p>
        </Part>
      )}
    </Decision>
  );
}

/** A customer that is to be shared beyond its department (MC-25). */
export function SharePanel({ alert, onDecided }: PanelProps) {
  const customer = useQuery(customerQuery(alert.subject_id));
  const member = useQuery(memberQuery(alert.subject_id, fact(alert, 'member_id')));
  return (
    <Loaded query={customer}>
      {(data) => (
        <Loaded query={member}>{(asked) => <ToShare customer={data} member={asked} onDecided={onDecided} />}</Loaded>
      )}
    </Loaded>
  );
}

function ToShare({ customer, member, onDecided }: { customer: Customer; member: Member; onDecided: () => void }) {
  const { t } = useLingui();
  const nameOf = useNames();
  const by = nameOf(member.added_by);
  const whom = nameOf(member.user_id, member.user_name);
  const move = (which: 'approve' | 'deny') => (note: string) =>
    once(`share:${member.id}:${which}`, note, (key) => {
      const params = {
        path: { customer_id: customer.id, member_id: member.id },
        header: moving(member.version, key),
      };
      return which === 'approve'
        ? unwrap(
            api.POST('/v1/customers/{customer_id}/members/{member_id}/moves/approve', {
              body: { reason: note || null },
              params,
            }),
          )
        : unwrap(
            api.POST('/v1/customers/{customer_id}/members/{member_id}/moves/deny', { body: { reason: note }, params }),
          );
    });
  return (
    <Decision
      id={member.id}
      onDecided={onDecided}
      head={
        <CustomerHead customer={customer}>
          <span className="flex items-center gap-1.5">
            <Avatar name={by} />
            <Trans>
              {by} asked for it <MyTime at={member.added_at} />
            </Trans>
          </span>
        </CustomerHead>
      }
      approve={
        member.allowed_moves.includes('approve')
          ? {
              name: t`Open it to ${whom}`,
              done: t`${whom} may see it now`,
              send: move('approve'),
            }
          : null
      }
      refuse={
        member.allowed_moves.includes('deny')
          ? { name: t`Deny`, done: t`It is not shared`, needsNote: true, send: move('deny') }
          : null
      }
    >
      {member.note && <Said>{member.note}</Said>}
      <Part title={<Trans>Who is to see it</Trans>}>
        <Facts
          width={110}
          facts={[
            { name: <Trans context="approval">Person</Trans>, value: <b>{whom}</b> },
            {
              name: <Trans context="approval">As</Trans>,
              value: [label(memberKindLabels, member.kind), member.role].filter(Boolean).join(' · '),
            },
            {
              name: <Trans context="approval">May</Trans>,
              value: member.access === 'write' ? <Trans>read and write</Trans> : <Trans>read only</Trans>,
            },
            {
              name: <Trans context="approval">Until</Trans>,
              value: member.expires_at === null ? <Trans>no end</Trans> : <MyTime at={member.expires_at} />,
            },
            { name: <Trans>Owner</Trans>, value: nameOf(customer.owner_id) },
          ]}
        />
      </Part>
    </Decision>
  );
}
