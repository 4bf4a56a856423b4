import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { CalendarCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Duty, DutyBreach, Rows } from '@/api';
import { useNames } from '@/shared/directory';
import { NextCare } from '@/shared/care';
import { contactRuleLabels, label } from '@/shared/labels';
import { LineTable } from '@/shared/ui/lists/line-table';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { MyTime } from '@/shared/ui/values/figures';
import { GradeMark } from '@/shared/ui/values/marks';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { CELL, HEAD } from './parts';
import { breachesQuery } from './queries';

interface OverdueProps {
  list: UseInfiniteQueryResult<Rows<Duty>>;
  chosen: string | null;
  onChoose: (duty: Duty) => void;
}

const LONG = 7;

/** Who is overdue: counted from what, by which rule and version, due when. */
export function Overdue({ list, chosen, onChoose }: OverdueProps) {
  const nameOf = useNames();
  const { t } = useLingui();
  return (
    <Whole list={list} empty={<Trans>Nobody is overdue</Trans>}>
      <LineTable label={t`Who is overdue`}>
        <thead>
          <tr>
            <Head>
              <Trans>Customer</Trans>
            </Head>
            <Head>
              <Trans>Owner</Trans>
            </Head>
            <Head>
              <Trans>Counted from</Trans>
            </Head>
            <Head>
              <Trans>Rule</Trans>
            </Head>
            <Head>
              <Trans>Due</Trans>
            </Head>
            <Head isRight>
              <Trans>Overdue</Trans>
            </Head>
            <Head>
              <Trans>Next care</Trans>
            </Head>
          </tr>
        </thead>
        <tbody>
          {list.data?.rows.map((duty) => (
            <tr
              key={duty.customer_id}
              aria-current={duty.customer_id === chosen}
              onClick={() => onChoose(duty)}
              onFocus={() => onChoose(duty)}
              className={cx('hover:bg-hover', duty.customer_id === chosen && 'bg-hover')}
            >
              <th scope="row" className={cx(CELL, 'text-left font-normal')}>
                <span className="inline-flex items-center gap-2">
                  <GradeMark grade={duty.grade} />
                  <RecordLink kind="customer" id={duty.customer_id}>
                    {duty.customer_name}
                  </RecordLink>
                </span>
              </th>
              <td className={CELL}>{nameOf(duty.owner_id, duty.owner_name)}</td>
              <td className={CELL}>
                <MyTime at={duty.counted_from} />
              </td>
              <td className={CELL}>
                {label(contactRuleLabels, duty.rule)} · <Plural value={duty.days} one="# day" other="# days" />
                {duty.policy_version > 0 && (
                  <>
                    {' · '}
                    <Trans>version {duty.policy_version}</Trans>
                  </>
                )}
              </td>
              <td className={CELL}>
                <MyTime at={duty.due_at} />
              </td>
              <td className={cx(CELL, 'text-right', duty.days_overdue >= LONG && 'font-strong text-bad-ink')}>
                <Plural value={duty.days_overdue} one="# day" other="# days" />
              </td>
              <td className={CELL}>{duty.next_care && <NextCare duty={duty.next_care} />}</td>
            </tr>
          ))}
        </tbody>
      </LineTable>
    </Whole>
  );
}

/** Contacts that were not made in time, with when they were made after all. */
export function Breaches() {
  const { t } = useLingui();
  const list = useInfiniteQuery(breachesQuery);
  return (
    <Whole list={list} empty={<Trans>No contact has been late yet</Trans>}>
      <LineTable label={t`History of breaches`}>
        <thead>
          <tr>
            <Head>
              <Trans>Customer</Trans>
            </Head>
            <Head>
              <Trans>Owner</Trans>
            </Head>
            <Head>
              <Trans>Rule</Trans>
            </Head>
            <Head>
              <Trans>Due</Trans>
            </Head>
            <Head>
              <Trans>Made</Trans>
            </Head>
            <Head isRight>
              <Trans>Late</Trans>
            </Head>
          </tr>
        </thead>
        <tbody>
          {list.data?.rows.map((breach) => (
            <Breach key={breach.id} breach={breach} />
          ))}
        </tbody>
      </LineTable>
    </Whole>
  );
}

function Breach({ breach }: { breach: DutyBreach }) {
  const nameOf = useNames();
  return (
    <tr>
      <th scope="row" className={cx(CELL, 'text-left font-normal')}>
        <span className="inline-flex items-center gap-2">
          <GradeMark grade={breach.grade} />
          <RecordLink kind="customer" id={breach.customer_id}>
            {breach.customer_name}
          </RecordLink>
        </span>
      </th>
      <td className={CELL}>{nameOf(breach.owner_id, breach.owner_name)}</td>
      <td className={CELL}>{label(contactRuleLabels, breach.rule)}</td>
      <td className={CELL}>
        <MyTime at={breach.due_at} />
      </td>
      <td className={CELL}>{breach.ended_at === null ? <Trans>not yet</Trans> : <MyTime at={breach.ended_at} />}</td>
      <td className={cx(CELL, 'text-right', breach.ended_at === null && 'font-strong text-bad-ink')}>
        <Plural value={breach.days_late} one="# day" other="# days" />
      </td>
    </tr>
  );
}

export function Head({ children, isRight = false }: { children: ReactNode; isRight?: boolean }) {
  return <th className={cx(HEAD, isRight ? 'text-right' : 'text-left')}>{children}</th>;
}

interface WholeProps<Row> {
  list: UseInfiniteQueryResult<Rows<Row>>;
  empty: ReactNode;
  children: ReactNode;
}

export function Whole<Row>({ list, empty, children }: WholeProps<Row>) {
  if (list.isPending) return <SkeletonRows rows={6} />;
  if (list.isError) {
    return (
      <PartError
        title={<Trans>The list was not loaded</Trans>}
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    );
  }
  if (list.data.rows.length === 0) return <Empty className="py-10" icon={CalendarCheck} title={empty} />;
  return (
    <>
      {children}
      {list.hasNextPage && (
        <p className="p-3">
          <Button isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            <Trans>Show more</Trans>
          </Button>
        </p>
      )}
    </>
  );
}
