import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Customer, IntentLevel, LeadFact, SourceChannel } from '@/api';
import { count, figure } from '@/shared/format';
import { intentLabels, label, sourceLabels } from '@/shared/labels';
import { cx } from '@/shared/ui/cx';
import { Part } from '../part';
import { leadScoreQuery } from '../queries';

const LEADS = ['potential', 'interested'];

/** How promising a customer is that has not bought yet, fact by fact. */
export function LeadPart({ customer }: { customer: Customer }) {
  if (!LEADS.includes(customer.category) || customer.archived_at !== null) return null;
  return <Score customerId={customer.id} />;
}

function Score({ customerId }: { customerId: string }) {
  const { t } = useLingui();
  const query = useQuery(leadScoreQuery(customerId));
  const score = query.data?.score ?? null;
  return (
    <Part
      title={<Trans>Lead score</Trans>}
      note={
        score !== null && (
          <Link to="/leads" className="text-ink-2 no-underline hover:underline" title={t`How far scores came true`}>
            <Trans>
              <b className="text-ink">{score}</b> of 100
            </Trans>
          </Link>
        )
      }
      query={query}
      isEmpty={(data) => data.facts.length === 0}
      empty={<Trans>It is not scored.</Trans>}
    >
      {({ facts, currency }) => (
        <ul className="flex flex-col gap-1">
          {facts.map((fact) => (
            <Fact key={fact.kind} fact={fact} currency={currency} />
          ))}
        </ul>
      )}
    </Part>
  );
}

/** One fact in plain words, and the points it gives or would give. */
function Fact({ fact, currency }: { fact: LeadFact; currency: string }) {
  const { t } = useLingui();
  const { points, best } = fact;
  const isCounted = points !== null && points !== 0;
  return (
    <li className={cx('flex gap-2', !isCounted && 'text-ink-3')}>
      <span className="min-w-0 flex-1">{useSaid(fact, currency)}</span>
      <span
        className={cx('flex-none text-right', isCounted && (points > 0 ? 'font-strong text-ok-ink' : 'text-bad-ink'))}
        title={isCounted ? undefined : t`Points it would give`}
      >
        {isCounted ? signed(points) : `(${signed(best)})`}
      </span>
    </li>
  );
}

const signed = (points: number) => (points < 0 ? `−${count(-points)}` : `+${count(points)}`);

function useSaid({ kind, points, code, limit, found }: LeadFact, currency: string): string {
  const { t } = useLingui();
  const holds = points !== null && points !== 0;
  const bound = limit === null ? '' : figure(Number(limit), 2);
  const amount = found === null ? '' : figure(Number(found), 0);
  switch (kind) {
    case 'source': {
      const source = label(sourceLabels, code as SourceChannel);
      return t`Source: ${source}`;
    }
    case 'intent': {
      const intent = label(intentLabels, code as IntentLevel);
      return t`Intent: ${intent}`;
    }
    case 'expected_sales':
      if (points === null) return t`Expected sales are hidden from you`;
      return holds ? t`${currency} ${amount} expected a year` : t`${currency} ${bound} or more expected a year`;
    case 'employees':
      return holds ? t`${amount} people work there` : t`${bound} or more people work there`;
    case 'decision_maker':
      return holds ? t`A decision maker is known` : t`No decision maker is known yet`;
    case 'need':
      return holds ? t`A need is known` : t`No need is known yet`;
    case 'opportunity':
      return holds ? t`An opportunity is open` : t`No opportunity is open`;
    case 'talked':
      if (!holds) return t`Nobody was reached within ${bound} days`;
      return found === '0' ? t`Talked to today` : t`Talked to ${amount} days ago`;
    case 'unreached':
      return holds ? t`${amount} calls in a row reached nobody` : t`${bound} calls in a row that reach nobody`;
  }
}
