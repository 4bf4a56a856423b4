import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import type { Duty } from '@/api';
import type { DutiesChoice } from '@/shared/addresses/duties';
import { count, percent } from '@/shared/format';
import { usePreferences } from '@/shared/preferences';
import { addDays, dayIn, useMinute } from '@/shared/time';
import { look } from '@/shared/ui/actions/button';
import { FilterChip } from '@/shared/ui/actions/chip';
import { Column, Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { Segmented } from '@/shared/ui/actions/segmented';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { Care } from './care';
import { CoverageTable } from './coverage-table';
import { Breaches, Overdue } from './lists';
import { Figure, Figures } from './parts';
import { type Among, breachesSinceQuery, coverageQuery, daysQuery, overdueQuery } from './queries';
import { Side } from './side';

export type Cut = DutiesChoice['by'];
type Shown = DutiesChoice['shown'];

interface Props {
  by: Cut;
  shown: Shown;
  onBy: (by: Cut) => void;
  onShown: (shown: Shown) => void;
}

/** What the policy owes customers: how far it is kept, by whom, who is overdue and why. */
export function DutiesPage({ by, shown, onBy, onShown }: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const [chosen, setChosen] = useState<Duty | null>(null);
  const whole = useQuery(coverageQuery('rule'));
  const days = useQuery(daysQuery).data?.items ?? [];
  const week = useQuery(breachesSinceQuery(`${addDays(today, -6)}T00:00:00Z`)).data?.total ?? null;
  const [among, setAmong] = useState<Among | null>(null);
  const overdue = useInfiniteQuery(overdueQuery(among));
  const shares = days.flatMap((each) => each.coverage ?? []);
  const mean = shares.length > 0 ? shares.reduce((sum, each) => sum + each, 0) / shares.length : null;
  const before = days.findLast((each) => each.day < today);
  const all = whole.data;
  const titles: Record<Shown, string> = {
    overdue: t`Who is overdue`,
    breaches: t`History of breaches`,
    care: t`Care on occasions`,
  };
  return (
    <>
      <PanelHeader
        title={t`Duties`}
        actions={
          <Link to="/duties/preview" className={look({})}>
            <FlaskConical className="icon-sm" aria-hidden />
            <Trans>Preview other days</Trans>
          </Link>
        }
      />
      {all && (
        <Figures label={t`Duties in figures`}>
          <Figure name={<Trans>Owed a contact</Trans>} value={count(all.customers)} unit={<Trans>customers</Trans>} />
          <Figure
            name={<Trans>Contacted in time</Trans>}
            value={all.coverage === null ? '–' : percent(all.coverage, 1)}
            note={mean !== null && <Trans>{percent(mean, 1)} on average of 30 days</Trans>}
          />
          <Figure
            name={<Trans>Overdue now</Trans>}
            value={count(all.overdue)}
            note={before && <Trans>the day before {count(before.overdue)}</Trans>}
          />
          <Figure name={<Trans>Of those twice over</Trans>} value={count(all.twice_overdue)} />
          <Figure name={<Trans>Due today</Trans>} value={count(all.due_today)} />
          <Figure
            name={<Trans>Fell due unmade, 7 days</Trans>}
            value={week === null ? '–' : count(week)}
            note={<Trans>kept in the history of breaches</Trans>}
          />
        </Figures>
      )}
      {whole.isPending && <SkeletonRows rows={8} />}
      {whole.isError && (
        <PartError
          title={<Trans>The duties were not loaded</Trans>}
          error={whole.error}
          onRetry={() => void whole.refetch()}
        />
      )}
      {all && (
        <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
          <Column className="max-laptop:flex-none max-laptop:overflow-visible">
            <header className="flex flex-wrap items-center gap-2 px-4 py-2">
              <h2 className="text-sm font-strong">
                <Trans>Coverage and overdue</Trans>
              </h2>
              <Segmented<Cut>
                label={t`Count by`}
                className="ml-auto max-desk:ml-0 max-desk:flex-wrap"
                value={by}
                onChange={onBy}
                choices={[
                  { id: 'owner', name: t`By person` },
                  { id: 'team', name: t`By team` },
                  { id: 'grade', name: t`By grade` },
                  { id: 'market', name: t`By market` },
                  { id: 'day', name: t`By day` },
                ]}
              />
            </header>
            <CoverageTable
              by={by}
              days={days}
              among={shown === 'overdue' ? among : null}
              onAmong={(row) => {
                setAmong(row);
                setChosen(null);
                if (shown !== 'overdue') onShown('overdue');
              }}
            />
            <header className="flex flex-wrap items-center gap-2 px-4 py-2">
              <h2 className="text-sm font-strong">{titles[shown]}</h2>
              {shown === 'overdue' && overdue.data?.total != null && (
                <span className="text-xs text-ink-3">
                  <Trans>{count(overdue.data.total)}, by grade and how long</Trans>
                </span>
              )}
              {shown === 'overdue' && among !== null && (
                <FilterChip
                  field={t`Of whom`}
                  operator={t({ context: 'operator', message: 'is' })}
                  value={among.name}
                  onRemove={() => setAmong(null)}
                />
              )}
              <Segmented<Shown>
                label={t`Show`}
                className="ml-auto max-desk:ml-0"
                value={shown}
                onChange={onShown}
                choices={[
                  { id: 'overdue', name: t`Overdue` },
                  { id: 'breaches', name: t`Breaches` },
                  { id: 'care', name: t({ context: 'duty', message: 'Care' }) },
                ]}
              />
            </header>
            {shown === 'overdue' && (
              <Overdue list={overdue} chosen={chosen?.customer_id ?? null} onChoose={setChosen} />
            )}
            {shown === 'breaches' && <Breaches />}
            {shown === 'care' && <Care today={today} />}
          </Column>
          <Side coverage={all} days={days} chosen={chosen ?? overdue.data?.rows[0] ?? null} />
        </Columns>
      )}
    </>
  );
}
