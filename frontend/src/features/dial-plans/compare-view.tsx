import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { DialPlanComparison, DialPlanDetail, SlotDifference } from '@/api';
import { useNames } from '@/shared/directory';
import { count, percent } from '@/shared/format';
import { usePreferences } from '@/shared/preferences';
import { timeIn, dateIn, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { cx } from '@/shared/ui/cx';
import { ChangeMark, GradeMark } from '@/shared/ui/values/marks';
import { Section, Strip } from '@/shared/ui/layout/panel';
import { Select } from '@/shared/ui/forms/select';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { comparisonQuery } from './queries';

interface Props {
  plan: DialPlanDetail;
  otherId: string;
  others: readonly { id: string; name: string; detail?: ReactNode }[];
  onOther: (id: string) => void;
  onDone: () => void;
  onCustomer: (id: string) => void;
}

type Kind = 'all' | 'there' | 'here' | 'moved';

const CELL = 'h-8 border-b border-line px-3';
const kindOf = (each: SlotDifference): Exclude<Kind, 'all'> =>
  each.kind === null ? 'here' : each.kind === 'added' ? 'there' : 'moved';

/** Two plans side by side: what each comes to, each person's calls, and every customer they treat differently. */
export function CompareView({ plan, otherId, others, onOther, onDone, onCustomer }: Props) {
  const { t } = useLingui();
  const found = useQuery(comparisonQuery(plan.id, otherId));
  return (
    <>
      <Strip>
        <span className="size-2.5 rounded-[2px] bg-c1" aria-hidden />
        <b>{plan.name}</b>
        <span className="ml-3 size-2.5 rounded-[2px] bg-c2" aria-hidden />
        <Select
          label={t`Compared with`}
          hidesLabel
          className="w-64"
          choices={others}
          value={otherId}
          onChange={onOther}
        />
        <Button size="sm" icon={X} className="ml-auto" onPress={onDone}>
          <Trans>Back to the plan</Trans>
        </Button>
      </Strip>
      {found.isPending && <SkeletonRows rows={10} />}
      {found.isError && (
        <PartError
          title={<Trans>The comparison was not loaded</Trans>}
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      )}
      {found.data && (
        <div className="min-h-0 flex-1 overflow-auto">
          <div className="grid grid-cols-[3fr_2fr] border-b border-line max-laptop:grid-cols-1">
            <Figures found={found.data} />
            <People found={found.data} />
          </div>
          <Differences found={found.data} onCustomer={onCustomer} />
        </div>
      )}
    </>
  );
}

function Figures({ found }: { found: DialPlanComparison }) {
  const { figures: one, other_figures: other } = found;
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const rows: { name: ReactNode; here: number; there: number; isShare?: boolean; isBetterLess?: boolean }[] = [
    { name: <Trans context="dial plan">Planned</Trans>, here: one.planned, there: other.planned },
    {
      name: <Trans context="dial plan">Left out</Trans>,
      here: one.left_out,
      there: other.left_out,
      isBetterLess: true,
    },
    { name: <Trans>Overdue cleared</Trans>, here: one.overdue_planned, there: other.overdue_planned },
    { name: <Trans>Customers of grade A</Trans>, here: one.grade_a, there: other.grade_a },
    ...(one.open_amount === null
      ? []
      : [
          {
            name: <Trans>Open business touched</Trans>,
            here: Number(one.open_amount),
            there: Number(other.open_amount ?? 0),
          },
        ]),
    {
      name: <Trans>Language spoken</Trans>,
      here: share(one.language_spoken, one.language_known),
      there: share(other.language_spoken, other.language_known),
      isShare: true,
    },
    {
      name: <Trans>At their usual hour</Trans>,
      here: share(one.usual, one.planned),
      there: share(other.usual, other.planned),
      isShare: true,
    },
    { name: <Trans>Moves what is planned</Trans>, here: one.moved, there: other.moved, isBetterLess: true },
    { name: <Trans>Most on one day</Trans>, here: one.most_a_day, there: other.most_a_day, isBetterLess: true },
  ];
  const shown = (value: number, isShare?: boolean) => (isShare ? percent(value) : count(value));
  return (
    <table className="w-full border-separate border-spacing-0 border-r border-line">
      <thead>
        <tr className="text-xs text-ink-3">
          <th className={cx(CELL, 'text-left font-normal')}>
            <Trans>Figure</Trans>
          </th>
          <th className={cx(CELL, 'text-right font-normal')}>{found.plan.name}</th>
          <th className={cx(CELL, 'text-right font-normal')}>{found.other.name}</th>
          <th className={cx(CELL, 'text-right font-normal')}>
            <Trans>Difference</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => {
          const difference = row.there - row.here;
          const isGood = row.isBetterLess ? difference < 0 : difference > 0;
          return (
            <tr key={index}>
              <th scope="row" className={cx(CELL, 'text-left font-normal')}>
                {row.name}
              </th>
              <td className={cx(CELL, 'text-right', !isGood && difference !== 0 && 'font-strong')}>
                {shown(row.here, row.isShare)}
              </td>
              <td className={cx(CELL, 'text-right', isGood && 'font-strong')}>{shown(row.there, row.isShare)}</td>
              <td className={cx(CELL, 'text-right', isGood && 'text-ok-ink')}>
                {difference === 0 ? '–' : `${difference > 0 ? '+' : '−'}${shown(Math.abs(difference), row.isShare)}`}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function People({ found }: { found: DialPlanComparison }) {
  const nameOf = useNames();
  const most = Math.max(1, ...found.people.flatMap((each) => [each.calls, each.other_calls]));
  const bar = (value: number, color: string) => (
    <span className="flex items-center gap-2">
      <span
        className={cx('block h-2.5 rounded-[2px]', color)}
        style={{ width: `${(value / most) * 75}%` }}
        aria-hidden
      />
      <span className="text-xs">{count(value)}</span>
    </span>
  );
  return (
    <Section title={<Trans>Calls of each person</Trans>} className="border-b-0">
      <ul className="flex flex-col gap-2">
        {found.people.map((each) => (
          <li key={each.user_id} className="grid grid-cols-[84px_1fr] items-center gap-2">
            <span className="truncate">{nameOf(each.user_id, each.user_name)}</span>
            <span className="flex flex-col gap-0.5">
              {bar(each.calls, 'bg-c1')}
              {bar(each.other_calls, 'bg-c2')}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Differences({ found, onCustomer }: { found: DialPlanComparison; onCustomer: (id: string) => void }) {
  const { t } = useLingui();
  const [kind, setKind] = useState<Kind>('all');
  const all = found.only_here + found.only_there + found.moved;
  const rows = found.differences.filter((each) => kind === 'all' || kindOf(each) === kind);
  return (
    <section>
      <header className="flex flex-wrap items-center gap-2 px-4 py-3">
        <h3>
          <Trans>{count(all)} customers differ</Trans>
        </h3>
        <div className="ml-auto">
          <Segmented<Kind>
            label={t`Which ones`}
            value={kind}
            onChange={setKind}
            choices={[
              { id: 'all', name: t`All`, count: count(all) },
              { id: 'there', name: t`Only in ${found.other.name}`, count: count(found.only_there) },
              { id: 'here', name: t`Only in ${found.plan.name}`, count: count(found.only_here) },
              { id: 'moved', name: t`Moved`, count: count(found.moved) },
            ]}
          />
        </div>
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t`Customers that differ`}>
        <table className="w-full border-separate border-spacing-0">
          <tbody>
            {rows.map((each) => (
              <tr key={each.customer_id} className="hover:bg-hover">
                <td className={CELL}>
                  <button
                    type="button"
                    onClick={() => onCustomer(each.customer_id)}
                    className="flex cursor-default items-center gap-2 text-left focus-visible:ring-focus"
                  >
                    <ChangeMark kind={({ there: 'add', here: 'remove', moved: 'update' } as const)[kindOf(each)]} />
                    <GradeMark grade={each.grade} />
                    {each.customer_name}
                  </button>
                </td>
                <td className={cx(CELL, 'whitespace-nowrap')}>
                  <Place at={each.at} rep={each.rep_name} />
                </td>
                <td className={cx(CELL, 'text-ink-3')} aria-hidden>
                  →
                </td>
                <td className={cx(CELL, 'whitespace-nowrap')}>
                  <Place at={each.other_at} rep={each.other_rep_name} />
                </td>
                <td className={cx(CELL, 'text-ink-2')}>{each.why.join(t`; `)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Place({ at, rep }: { at: string | null; rep: string | null }) {
  const { zone } = usePreferences();
  const now = useMinute();
  if (at === null) return <Trans context="dial plan">not planned</Trans>;
  return (
    <>
      {dateIn(at, zone, now, { weekday: true, narrow: true })} {timeIn(at, zone)} {rep}
    </>
  );
}
