import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ClockAlert, GripVertical } from 'lucide-react';
import type { Duty, PlannedContact } from '@/api';
import { count } from '@/shared/format';
import { contactRuleLabels, label } from '@/shared/labels';
import { MethodIcon } from '@/shared/plans';
import { usePreferences } from '@/shared/preferences';
import { dateIn, dayIn, overdueText, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { Day } from '@/shared/ui/values/figures';
import { GradeMark } from '@/shared/ui/values/marks';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { owedQuery } from '../queries';
import { CUSTOMER_TYPE, ITEM_TYPE } from './card';

interface Props {
  owner: string;
  untimed: readonly PlannedContact[];
  onPlan: (customer: { id: string; name: string }) => void;
  onOpen: (item: PlannedContact) => void;
}

const MOST = 30;
/** In a list of what is overdue, red is for the worst. */
const LONG = 7;

/** What is not in the grid yet: contacts that are owed, the longest first, and those planned without a time. */
export function OwedColumn({ owner, untimed, onPlan, onOpen }: Props) {
  const { t } = useLingui();
  const owed = useInfiniteQuery(owedQuery(owner));
  const rows = owed.data?.rows ?? [];
  const total = owed.data?.total ?? rows.length;
  return (
    <section
      aria-label={t`To be planned`}
      className="flex min-h-0 w-60 flex-none flex-col overflow-auto bg-surface-2 max-desk:hidden"
    >
      <h2 className="flex h-10 flex-none items-center gap-2 border-b border-line px-3.5 text-sm">
        <ClockAlert className="icon-sm text-bad" aria-hidden />
        <b>
          <Trans context="plans">Overdue</Trans>
        </b>
        <span className="font-strong text-bad-ink">{count(total)}</span>
      </h2>
      {owed.isPending && <SkeletonRows rows={6} />}
      {owed.isError && (
        <PartError
          title={<Trans>What is owed was not loaded</Trans>}
          error={owed.error}
          onRetry={() => void owed.refetch()}
        />
      )}
      {owed.isSuccess && rows.length === 0 && (
        <p className="px-3.5 py-3 text-ink-3">
          <Trans>Nobody waits longer than the rules allow.</Trans>
        </p>
      )}
      <ul>
        {rows.map((duty) => (
          <OwedRow key={duty.customer_id} duty={duty} onPlan={onPlan} />
        ))}
      </ul>
      {owed.hasNextPage && (
        <p className="p-2 text-center">
          <Button size="sm" isBusy={owed.isFetchingNextPage} onPress={() => void owed.fetchNextPage()}>
            <Trans>Load more</Trans>
          </Button>
        </p>
      )}
      {untimed.length > 0 && (
        <>
          <h2 className="flex h-9 flex-none items-center gap-2 border-y border-line px-3.5 text-sm font-strong">
            <Trans>Without a time</Trans>
            <span className="font-normal text-ink-3">{count(untimed.length)}</span>
          </h2>
          <ul>
            {untimed.slice(0, MOST).map((item) => (
              <li
                key={item.id}
                draggable
                onDragStart={(event) => event.dataTransfer.setData(ITEM_TYPE, item.id)}
                className="flex items-center border-b border-line hover:bg-hover"
              >
                <button
                  type="button"
                  onClick={() => onOpen(item)}
                  className="min-w-0 flex-1 cursor-default px-3.5 py-1.5 text-left focus-visible:ring-focus-inside"
                >
                  <span className="block truncate">{item.customer_name}</span>
                  <span className="flex items-center gap-1.5 text-xs text-ink-3">
                    <MethodIcon method={item.method} />
                    <Day date={item.due_on} weekday narrow />
                  </span>
                </button>
                <GripVertical className="icon-sm mr-2 text-ink-3" aria-hidden />
              </li>
            ))}
          </ul>
          {untimed.length > MOST && (
            <p className="px-3.5 py-2 text-xs text-ink-3">
              <Plural value={untimed.length - MOST} one="# more in the days’ heads" other="# more in the days’ heads" />
            </p>
          )}
        </>
      )}
    </section>
  );
}

function OwedRow({ duty, onPlan }: { duty: Duty; onPlan: Props['onPlan'] }) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone: mine } = usePreferences();
  const { customer_id: id, customer_name: name, next_step_at: next } = duty;
  const zone = duty.zone ?? mine;
  return (
    <li
      draggable
      onDragStart={(event) => event.dataTransfer.setData(CUSTOMER_TYPE, `${id} ${name}`)}
      className="border-b border-line hover:bg-hover"
    >
      <button
        type="button"
        aria-label={t`Plan a contact with ${name}`}
        onClick={() => onPlan({ id, name })}
        className="w-full cursor-default px-3.5 py-1.5 text-left focus-visible:ring-focus-inside"
      >
        <span className="flex items-center gap-1.5">
          <GradeMark grade={duty.grade} />
          <span className="truncate">{name}</span>
        </span>
        <span className="flex gap-2 text-xs text-ink-3">
          <span className="min-w-0 flex-1 truncate">
            {next === null || dayIn(next, zone) < dayIn(now, zone) ? (
              label(contactRuleLabels, duty.rule)
            ) : (
              <Trans>planned {dateIn(next, zone, now, { narrow: true })}</Trans>
            )}
          </span>
          <span className={cx('flex-none', duty.days_overdue >= LONG && 'text-bad-ink')}>
            {overdueText(dayIn(duty.due_at, zone), now, zone)}
          </span>
        </span>
      </button>
    </li>
  );
}
