import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { SalesResults } from '@/api';
import { count, moneyShort, percent } from '@/shared/format';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { MEASURES, type Measure, TargetMeasure, setOf, targetsQuery } from '@/shared/team-day';
import { dayIn, useMinute } from '@/shared/time';
import { Measured } from '@/shared/ui/values/measured';
import { Section } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { LineError, PartError } from '@/shared/ui/feedback/states';
import { monthsOf } from './month';
import { coverageQuery, resultsQuery } from './queries';

interface Result {
  value: (results: SalesResults) => number;
  said: (results: SalesResults) => string;
}

/** What is told against last month where no target is set. */
const RESULTS: Partial<Record<Measure, Result>> = {
  customers_won: { value: (each) => each.customers_won, said: (each) => count(each.customers_won) },
  signed_sum: { value: (each) => Number(each.signed_sum.amount), said: (each) => moneyShort(each.signed_sum) },
};

/** What the month brought so far, beside my targets; where none is set, beside all of the month before. */
export function MonthPart() {
  const { t } = useLingui();
  const me = useMe();
  const { zone } = usePreferences();
  const { first, last, before } = monthsOf(dayIn(useMinute(), zone));
  const results = useQuery(resultsQuery(me.id, first, last));
  const earlier = useQuery(resultsQuery(me.id, before.first, before.last)).data;
  const targets = useQuery({ ...targetsQuery(), enabled: useMay('target:read') });
  const mine = targets.data?.people.find((each) => each.user_id === me.id);
  const isAimed = mine !== undefined && MEASURES.some((measure) => setOf(mine, measure) !== null);
  const names = {
    calls: t({ context: 'dialled', message: 'Calls' }),
    connected: t`Connected`,
    customers_won: t`Customers won`,
    signed_sum: t`Contracts signed`,
  };
  const contacted = useQuery(coverageQuery(me.id));
  const coverage = contacted.data?.coverage;
  const now = results.data;
  const [begun, all] = [now?.working_days_begun ?? 0, now?.working_days ?? 0];
  return (
    <Section
      title={<Trans>This month</Trans>}
      isMain
      actions={
        now && (
          <span className="text-xs text-ink-3">
            <Trans>
              working day {begun} of {all}
            </Trans>
          </span>
        )
      }
    >
      {results.isPending && <SkeletonLines lines={4} />}
      {results.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The figures were not loaded</Trans>}
          error={results.error}
          onRetry={() => void results.refetch()}
        />
      )}
      {now && (
        <div className="flex flex-col gap-2.5">
          <LineError query={targets}>
            <Trans>Your targets were not loaded</Trans>
          </LineError>
          {MEASURES.map((measure) =>
            mine && setOf(mine, measure) !== null ? (
              <TargetMeasure key={measure} row={mine} measure={measure} name={names[measure]} />
            ) : (
              RESULTS[measure] && (
                <Measured
                  key={measure}
                  name={names[measure]}
                  done={RESULTS[measure].said(now)}
                  {...(earlier && { whole: RESULTS[measure].said(earlier) })}
                  share={against(now, earlier, RESULTS[measure].value)}
                />
              )
            ),
          )}
          {typeof coverage === 'number' && (
            <Measured name={t`Contacted as often as owed`} done={percent(coverage)} share={coverage} />
          )}
          <LineError query={contacted}>
            <Trans>How often they were contacted was not loaded</Trans>
          </LineError>
          {earlier && (
            <p className="text-xs text-ink-3">
              {isAimed ? (
                <Trans>After the stroke: your target; where none is set, all of last month.</Trans>
              ) : (
                <Trans>After the stroke: all of last month.</Trans>
              )}{' '}
              <Trans>{percent(all === 0 ? 0 : begun / all)} of this month’s working days have begun.</Trans>
            </p>
          )}
        </div>
      )}
    </Section>
  );
}

/** How much of last month's this month's figure is; null where last month had none. */
function against(now: SalesResults, earlier: SalesResults | undefined, of: (results: SalesResults) => number) {
  const whole = earlier ? of(earlier) : 0;
  return whole > 0 ? of(now) / whole : null;
}
