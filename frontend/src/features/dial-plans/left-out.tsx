import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DialPlanDetail, LeftOutReason } from '@/api';
import { count } from '@/shared/format';
import { label } from '@/shared/labels';
import { leftOutLabels } from '@/shared/labels/planning';
import { usePreferences } from '@/shared/preferences';
import { dateText, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { GradeMark } from '@/shared/ui/values/marks';
import { Section } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { type Revising, leftOutQuery } from './queries';

/** Customers owed a call who have none, by reason. */
export function LeftOut({
  plan,
  onCustomer,
  onRevise,
}: {
  plan: DialPlanDetail;
  onCustomer: (id: string) => void;
  onRevise: Revising;
}) {
  const [opened, setOpened] = useState<LeftOutReason | null>(plan.reasons[0]?.reason ?? null);
  const planned = plan.planned ?? 0;
  const left = plan.left_out ?? 0;
  return (
    <>
      <Section title={<Trans>Left out {count(left)}</Trans>}>
        <p className="text-xs text-ink-3">
          <Trans>
            {count(planned + left)} are owed a call: {count(planned)} planned, {count(left)} left out
          </Trans>
        </p>
      </Section>
      {plan.reasons.map((each) => (
        <section key={each.reason} className="border-b border-line">
          <button
            type="button"
            aria-expanded={opened === each.reason}
            onClick={() => setOpened(opened === each.reason ? null : each.reason)}
            className="flex w-full cursor-default items-center gap-2 px-4 py-2 text-left hover:bg-hover focus-visible:ring-focus-inside"
          >
            <span className="min-w-0 flex-1">
              <b>{label(leftOutLabels, each.reason)}</b>
              <span className="block text-xs text-ink-3">
                {Object.entries(each.grades)
                  .map(([grade, customers]) => `${grade} ${customers}`)
                  .join(' · ')}
              </span>
            </span>
            <b>{count(each.customers)}</b>
          </button>
          {opened === each.reason && (
            <LeftOutNames plan={plan} reason={each.reason} onCustomer={onCustomer} onRevise={onRevise} />
          )}
        </section>
      ))}
    </>
  );
}

function LeftOutNames({
  plan,
  reason,
  onCustomer,
  onRevise,
}: {
  plan: DialPlanDetail;
  reason: LeftOutReason;
  onCustomer: (id: string) => void;
  onRevise: Revising;
}) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const now = useMinute();
  const names = useQuery(leftOutQuery(plan.id, reason));
  if (names.isPending) return <SkeletonRows rows={3} />;
  if (names.isError) {
    return (
      <PartError
        title={<Trans>The customers were not loaded</Trans>}
        error={names.error}
        onRetry={() => void names.refetch()}
      />
    );
  }
  return (
    <ul className="pb-2">
      {names.data.items.map((each) => (
        <li key={each.id} className="flex items-center">
          <button
            type="button"
            onClick={() => onCustomer(each.customer_id)}
            className="flex min-w-0 flex-1 cursor-default items-center gap-1.5 px-4 py-1 text-left hover:bg-hover focus-visible:ring-focus-inside"
          >
            <GradeMark grade={each.grade} />
            <span className="min-w-0 flex-1 truncate">{each.customer_name}</span>
            {each.due_at !== null && (
              <span className="text-xs text-ink-3">
                <Trans>due {dateText(each.due_at.slice(0, 10), now, zone, { narrow: true })}</Trans>
              </span>
            )}
          </button>
          {onRevise && reason === 'excluded' && (
            <Button
              size="sm"
              className="mr-3"
              aria-label={t`Plan ${each.customer_name} again`}
              onPress={() => onRevise({ release: [each.customer_id] })}
            >
              <Trans>Plan again</Trans>
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
