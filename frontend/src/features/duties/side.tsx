import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ContactRule, Coverage, CoverageDay, Duty } from '@/api';
import { useNames } from '@/shared/directory';
import { count, percent } from '@/shared/format';
import { contactRuleLabels, label } from '@/shared/labels';
import { look } from '@/shared/ui/actions/button';
import { Day, MyTime } from '@/shared/ui/values/figures';
import { GradeMark } from '@/shared/ui/values/marks';
import { Column, Facts, Section } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { executivesQuery } from './queries';

interface Props {
  coverage: Coverage;
  days: readonly CoverageDay[];
  chosen: Duty | null;
}

/** Where duties come from, why one customer is overdue, and how the last days went. */
export function Side({ coverage, days, chosen }: Props) {
  const { t } = useLingui();
  return (
    <Column width={340} isSide label={t`Where duties come from`} className="max-laptop:w-full! max-laptop:flex-none">
      <Section
        title={<Trans>Where duties come from</Trans>}
        note={<Trans>of several, the one that is due first</Trans>}
      >
        {coverage.rows.map((row) => (
          <Source
            key={row.key}
            name={label(contactRuleLabels, row.key as ContactRule)}
            rule={RULES[row.key as ContactRule]}
            customers={row.customers}
            overdue={row.overdue}
            days={row.days}
            version={row.policy_version ?? 0}
          />
        ))}
        <Executives />
      </Section>
      {chosen && <Reason duty={chosen} />}
      {days.length > 1 && (
        <Section title={<Trans>The last 30 days</Trans>} note={<Trans>contacted in time</Trans>}>
          <Line days={days} />
        </Section>
      )}
    </Column>
  );
}

const RULES: Record<ContactRule, string> = {
  cadence: 'MC-17',
  after_closing: 'TS-11 · MC-12',
  nurture: 'OT-16',
  progress_report: 'MC-11',
};

interface SourceProps {
  name: ReactNode;
  rule: string;
  customers: number;
  overdue: number;
  days?: number | null | undefined;
  version: number;
}

function Source({ name, rule, customers, overdue, days, version }: SourceProps) {
  return (
    <div className="border-b border-line py-2 last:border-0">
      <p className="flex justify-between gap-2">
        <b>{name}</b>
        <span>
          <Trans>
            {count(customers)} customers, {count(overdue)} overdue
          </Trans>
        </span>
      </p>
      <p className="flex justify-between gap-2 text-xs text-ink-3">
        <span>{rule}</span>
        <span>
          {version === 0 ? <Trans>as shipped</Trans> : <Trans>version {version}</Trans>}
          {days != null && (
            <>
              {' · '}
              <Plural value={days} one="# day" other="# days" />
            </>
          )}
        </span>
      </p>
    </div>
  );
}

function Executives() {
  const found = useQuery(executivesQuery).data;
  if (!found || found.customers === 0) return null;
  return (
    <Source
      name={<Trans>Executive contact</Trans>}
      rule="MC-13"
      customers={found.customers}
      overdue={found.overdue}
      days={found.days}
      version={found.policy_version}
    />
  );
}

function Reason({ duty }: { duty: Duty }) {
  const nameOf = useNames();
  return (
    <Section title={<Trans>Why this one is owed a contact</Trans>}>
      <p className="mb-2 flex items-center gap-2">
        <GradeMark grade={duty.grade} />
        <b className="min-w-0 flex-1 truncate">{duty.customer_name}</b>
        {duty.days_overdue > 0 && (
          <span className="text-bad-ink">
            <Plural value={duty.days_overdue} one="# day overdue" other="# days overdue" />
          </span>
        )}
      </p>
      <Facts
        facts={[
          {
            name: <Trans>Counted from</Trans>,
            value: (
              <>
                <MyTime at={duty.counted_from} />{' '}
                {duty.from_contact ? <Trans>last contact</Trans> : <Trans>when it was entered</Trans>}
              </>
            ),
          },
          {
            name: <Trans>Rule</Trans>,
            value: (
              <>
                {label(contactRuleLabels, duty.rule)}, <Plural value={duty.days} one="# day" other="# days" />,{' '}
                {duty.policy_version === 0 ? <Trans>as shipped</Trans> : <Trans>version {duty.policy_version}</Trans>}
              </>
            ),
          },
          { name: <Trans>Due</Trans>, value: <MyTime at={duty.due_at} /> },
          { name: <Trans>Owner</Trans>, value: nameOf(duty.owner_id, duty.owner_name) },
          { name: <Trans>Next step</Trans>, value: duty.next_step_at && <MyTime at={duty.next_step_at} /> },
          {
            name: <Trans>Executive contact</Trans>,
            value: duty.executive_due_at && <MyTime at={duty.executive_due_at} />,
          },
          {
            name: <Trans>Executive sponsor</Trans>,
            value: duty.executive_due_at && (nameOf(duty.sponsor_id, duty.sponsor_name) || <Trans>nobody yet</Trans>),
          },
        ].filter((fact) => fact.value !== null)}
      />
      <p className="mt-2">
        <RecordLink kind="customer" id={duty.customer_id} className={look({ size: 'sm' })}>
          <Trans>Open the customer</Trans>
        </RecordLink>
      </p>
    </Section>
  );
}

const WIDE = 300;
const HIGH = 64;

/** The share contacted in time, day by day, between the lowest and the highest. */
function Line({ days }: { days: readonly CoverageDay[] }) {
  const { t } = useLingui();
  const shares = days.map((day) => day.coverage ?? 0);
  const [low, high] = [Math.min(...shares), Math.max(...shares)];
  const span = high - low || 1;
  const points = shares.map((share, index) => {
    const x = (index / Math.max(shares.length - 1, 1)) * WIDE;
    return `${x.toFixed(1)},${(HIGH - ((share - low) / span) * (HIGH - 8) - 4).toFixed(1)}`;
  });
  const [first, last] = [days[0], days.at(-1)];
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDE} ${HIGH}`} className="w-full" role="img" aria-label={t`Contacted in time, day by day`}>
        <polyline points={points.join(' ')} fill="none" stroke="var(--accent)" strokeWidth="1.5" />
      </svg>
      <figcaption className="flex justify-between text-xs text-ink-3">
        {first && <Day date={first.day} narrow />}
        <span>
          {percent(low, 1)} – {percent(high, 1)}
        </span>
        {last && <Day date={last.day} narrow />}
      </figcaption>
    </figure>
  );
}
