import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { CoverageDay, CoverageRow, Grade } from '@/api';
import { marketsQuery, useNames } from '@/shared/directory';
import { count, percent, title } from '@/shared/format';
import { LineTable } from '@/shared/ui/lists/line-table';
import { cx } from '@/shared/ui/cx';
import { Day } from '@/shared/ui/values/figures';
import { GradeMark } from '@/shared/ui/values/marks';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { CalendarCheck } from 'lucide-react';
import type { Cut } from './duties-page';
import { CELL, HEAD, Kept } from './parts';
import { type Among, coverageQuery, teamsQuery } from './queries';

interface Props {
  by: Cut;
  days: readonly CoverageDay[];
  /** The row whose overdue customers stand in the list below. */
  among: Among | null;
  onAmong: (among: Among) => void;
}

/** How many are owed a contact, how many are contacted in time, how many overdue: by one property, or day by day. */
export function CoverageTable({ by, days, among, onAmong }: Props) {
  const { t } = useLingui();
  const nameOf = useRowName();
  const coverage = useQuery({ ...coverageQuery(by === 'day' ? 'rule' : by), enabled: by !== 'day' });
  if (by === 'day') return <Days days={days} />;
  if (coverage.isPending) return <SkeletonRows rows={6} />;
  if (coverage.isError) {
    return (
      <PartError
        title={<Trans>The coverage was not loaded</Trans>}
        error={coverage.error}
        onRetry={() => void coverage.refetch()}
      />
    );
  }
  const all = coverage.data;
  return (
    <LineTable label={t`Coverage and overdue`}>
      <thead>
        <tr>
          <th className={cx(HEAD, 'text-left')}>
            <Whose by={by} />
          </th>
          <Heads />
        </tr>
      </thead>
      <tbody>
        {all.rows.map((row) => {
          const name = nameOf(by, row);
          const isShown = among?.by === by && among.key === row.key;
          return (
            <tr key={row.key ?? ''} className={cx(isShown && 'bg-accent-soft')}>
              <th scope="row" className={cx(CELL, 'text-left font-normal')}>
                <Name by={by} row={row} name={name} />
              </th>
              <Cells row={row} name={name} onOverdue={() => onAmong({ by, key: row.key, name })} />
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr className="font-strong">
          <th scope="row" className={cx(CELL, 'text-left')}>
            <Trans>In all</Trans>
          </th>
          <td className={cx(CELL, 'text-right')}>{count(all.customers)}</td>
          <td className={cx(CELL, 'text-right')}>{all.coverage === null ? '–' : percent(all.coverage, 1)}</td>
          <td className={cx(CELL, 'text-right')}>{count(all.overdue)}</td>
          <td className={cx(CELL, 'text-right')}>{count(all.twice_overdue)}</td>
          <td className={cx(CELL, 'text-right')}>{count(all.due_today)}</td>
        </tr>
      </tfoot>
    </LineTable>
  );
}

function Heads() {
  return (
    <>
      <th className={cx(HEAD, 'text-right')}>
        <Trans>Customers</Trans>
      </th>
      <th className={cx(HEAD, 'text-right')}>
        <Trans>Contacted in time</Trans>
      </th>
      <th className={cx(HEAD, 'text-right')}>
        <Trans>Overdue</Trans>
      </th>
      <th className={cx(HEAD, 'text-right')}>
        <Trans>Twice over</Trans>
      </th>
      <th className={cx(HEAD, 'text-right')}>
        <Trans>Due today</Trans>
      </th>
    </>
  );
}

function Cells({ row, name, onOverdue }: { row: CoverageRow; name: string; onOverdue: () => void }) {
  const { t } = useLingui();
  return (
    <>
      <td className={cx(CELL, 'text-right')}>{count(row.customers)}</td>
      <td className={cx(CELL, 'text-right')}>
        <Kept share={row.coverage} />
      </td>
      <td className={cx(CELL, 'text-right')}>
        {row.overdue === 0 ? (
          count(0)
        ) : (
          <button
            type="button"
            className="cursor-default rounded-badge px-1 text-accent-ink hover:underline focus-visible:ring-focus"
            aria-label={t`${count(row.overdue)} overdue of ${name}: show them`}
            onClick={onOverdue}
          >
            {count(row.overdue)}
          </button>
        )}
      </td>
      <td className={cx(CELL, 'text-right', row.twice_overdue > 9 && 'font-strong text-bad-ink')}>
        {count(row.twice_overdue)}
      </td>
      <td className={cx(CELL, 'text-right')}>{count(row.due_today)}</td>
    </>
  );
}

function Whose({ by }: { by: Exclude<Cut, 'day'> }) {
  if (by === 'owner') return <Trans>Person</Trans>;
  if (by === 'team') return <Trans>Team</Trans>;
  return by === 'grade' ? <Trans>Grade</Trans> : <Trans>Market</Trans>;
}

/** What a row is called in the reader's language. */
function useRowName(): (by: Exclude<Cut, 'day'>, row: CoverageRow) => string {
  const { t } = useLingui();
  const nameOf = useNames();
  const markets = useQuery(marketsQuery).data;
  const teams = useQuery(teamsQuery).data;
  return (by, row) => {
    if (row.key === null) return by === 'market' ? t`No market` : t`Nobody’s`;
    const known = by === 'market' ? markets?.get(row.key) : by === 'team' ? teams?.get(row.key) : undefined;
    return (known ? title(known) : by === 'owner' ? nameOf(row.key) : '') || row.name || row.key;
  };
}

function Name({ by, row, name }: { by: Exclude<Cut, 'day'>; row: CoverageRow; name: string }) {
  if (by !== 'grade' || row.key === null) return name;
  return (
    <span className="inline-flex items-center gap-2">
      <GradeMark grade={row.key as Grade} />
      {row.days !== null && (
        <span className="text-ink-3">
          <Plural value={row.days ?? 0} one="every day" other="every # days" />
        </span>
      )}
    </span>
  );
}

function Days({ days }: { days: readonly CoverageDay[] }) {
  const { t } = useLingui();
  if (days.length === 0) {
    return (
      <Empty className="py-10" icon={CalendarCheck} title={<Trans>No day has been counted yet</Trans>}>
        <Trans>Coverage is counted every hour and kept for each day.</Trans>
      </Empty>
    );
  }
  return (
    <LineTable label={t`Coverage day by day`}>
      <thead>
        <tr>
          <th className={cx(HEAD, 'text-left')}>
            <Trans>Day</Trans>
          </th>
          <th className={cx(HEAD, 'text-right')}>
            <Trans>Customers</Trans>
          </th>
          <th className={cx(HEAD, 'text-right')}>
            <Trans>Contacted in time</Trans>
          </th>
          <th className={cx(HEAD, 'text-right')}>
            <Trans>Overdue</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map((day) => (
          <tr key={day.day}>
            <th scope="row" className={cx(CELL, 'text-left font-normal')}>
              <Day date={day.day} weekday />
            </th>
            <td className={cx(CELL, 'text-right')}>{count(day.customers)}</td>
            <td className={cx(CELL, 'text-right')}>
              <Kept share={day.coverage} />
            </td>
            <td className={cx(CELL, 'text-right')}>{count(day.overdue)}</td>
          </tr>
        ))}
      </tbody>
    </LineTable>
  );
}
