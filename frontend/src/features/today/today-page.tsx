import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CalendarCheck, NotebookPen, Plus } from 'lucide-react';
import { useState } from 'react';
import { type CallRecord, type DialEntry, type DialQueue, type PlannedContact, isApiError } from '@/api';
import { keyOf, queueQuery, useNext } from '@/shared/dial-queue';
import { count } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { dateIn, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Column, Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { toast } from '@/shared/ui/feedback/toast';
import { useRoving } from '@/shared/ui/use-roving';
import { type Kind, kindOf, tasksOf } from './due';
import { Answered, CallRow, DueRow, Owed } from './due-row';
import { Figures } from './figures';
import { HoursChart } from './hours-chart';
import { NextUp } from './next-up';
import { answersQuery, gradesQuery, planQuery, toCompleteQuery } from './queries';

const LogContact = lazyDialog(() => import('@/shared/contacts').then((module) => module.LogContactDialog));
const NOTHING: PlannedContact[] = [];
const NO_CALLS: CallRecord[] = [];
const NOBODY: Pick<DialQueue, 'now' | 'later'> = { now: [], later: [] };

interface Props {
  /** Opens the call workspace, at one planned contact or where it stands. */
  onDial: (itemId: string | null) => void;
  /** Opens a call there that the switch began to log. */
  onComplete: (recordId: string) => void;
  onCustomer: (id: string) => void;
  onNew: () => void;
  onAlerts: () => void;
}

/** A rep's day: who is next, where it is what time, what is to do, and how the day goes. */
export function TodayPage({ onDial, onComplete, onCustomer, onNew, onAlerts }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const now = useMinute();
  const { zone } = usePreferences();
  const dials = useMay('record:write');
  const enters = useMay('customer:write');
  const [isLogging, setLogging] = useState(false);
  const [kind, setKind] = useState<Kind | 'all'>('all');
  const queue = useQuery({ ...queueQuery, enabled: dials });
  const ask = useNext();
  const plan = useQuery(planQuery(me.id));
  const answers = useQuery(answersQuery(me.id));
  const begun = useQuery(toCompleteQuery);
  const owed = begun.data?.items ?? NO_CALLS;
  const items = plan.data?.items ?? NOTHING;
  const grades = useQuery({ ...gradesQuery(me.id), enabled: items.length > 0 });
  const calls = queue.data ?? NOBODY;
  const tasks = tasksOf(calls, items, now);
  const next = calls.now[0] ?? null;
  const waits = calls.later.find((entry) => entry.joins_at !== null) ?? null;
  const shown = kind === 'all' ? tasks : tasks.filter((task) => kindOf(task, now) === kind);
  const answered = kind === 'all' ? (answers.data?.items ?? []) : [];
  const number = (of: Kind) => count(tasks.filter((task) => kindOf(task, now) === of).length);
  const isLoading = plan.isPending || begun.isPending || (dials && queue.isPending);
  const open = (entry: DialEntry) => {
    if (entry.item_id !== null) return onDial(entry.item_id);
    // Nothing is planned with them yet: they are taken first.
    return ask.mutate(
      { customer_id: entry.customer_id },
      {
        onSuccess: (given) => onDial(given.lease.item_id),
        onError: (error) => isApiError(error) && toast.failed(problemText(error)),
      },
    );
  };

  const { list, go } = useRoving<HTMLUListElement>();
  useHotkeys([
    { keys: 'j, arrowdown', name: t`Down the list`, group: 'list', run: () => go(1) },
    { keys: 'k, arrowup', name: t`Up the list`, group: 'list', run: () => go(-1) },
    {
      keys: 'enter',
      name: t`Start dialling`,
      group: 'list',
      run: () => (next ? open(next) : onDial(null)),
      isOn: dials,
    },
    { keys: 'l', name: t`Log a contact`, group: 'list', run: () => setLogging(true), isOn: dials },
    { keys: 'c', name: t`New customer`, group: 'list', run: onNew, isOn: enters },
  ]);

  return (
    <>
      <PanelHeader
        title={t`Today`}
        note={<span className="date">{dateIn(now, zone, now, { weekday: true })}</span>}
        actions={
          <>
            {dials && (
              <Button icon={NotebookPen} keys="l" onPress={() => setLogging(true)} className="max-tablet:hidden">
                <Trans>Log a contact</Trans>
              </Button>
            )}
            {enters && (
              <Button icon={Plus} keys="c" onPress={onNew}>
                <Trans>New customer</Trans>
              </Button>
            )}
          </>
        }
      />
      <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <Column className="max-laptop:flex-none max-laptop:overflow-visible">
          {queue.isError ? (
            <PartError
              title={<Trans>The queue was not loaded</Trans>}
              error={queue.error}
              onRetry={() => void queue.refetch()}
            />
          ) : (
            dials && (
              <NextUp
                entry={next}
                waits={waits}
                isLoading={queue.isPending}
                isBusy={ask.isPending}
                onDial={open}
                onCustomer={onCustomer}
              />
            )
          )}
          <HoursChart queue={calls} />
          <header className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line px-5 py-1">
            <h2 className="text-sm font-strong">
              <Trans>To do</Trans>
            </h2>
            <Segmented<Kind | 'all'>
              label={t`Which ones`}
              value={kind}
              onChange={setKind}
              choices={[
                {
                  id: 'all',
                  name: t`All`,
                  count: count(tasks.length + owed.length + (answers.data?.items.length ?? 0)),
                },
                { id: 'overdue', name: t`Overdue`, count: number('overdue') },
                { id: 'agreed', name: t`Agreed`, count: number('agreed') },
                { id: 'follow_up', name: t`Follow-up`, count: number('follow_up') },
                { id: 'other', name: t`Revisit and care`, count: number('other') },
              ]}
            />
          </header>
          {isLoading && <SkeletonRows rows={8} />}
          {plan.isError && (
            <PartError
              title={<Trans>The plan was not loaded</Trans>}
              error={plan.error}
              onRetry={() => void plan.refetch()}
            />
          )}
          {begun.isError && (
            <PartError
              title={<Trans>Calls to be completed were not loaded</Trans>}
              error={begun.error}
              onRetry={() => void begun.refetch()}
            />
          )}
          {answers.isError && (
            <PartError
              title={<Trans>Answers of departments were not loaded</Trans>}
              error={answers.error}
              onRetry={() => void answers.refetch()}
            />
          )}
          {!isLoading && plan.isSuccess && begun.isSuccess && shown.length + answered.length + owed.length === 0 && (
            <Empty icon={CalendarCheck} title={<Trans>Nothing to do here today</Trans>}>
              {kind === 'all' ? (
                <Trans>What running plans ask of you on this day stands here.</Trans>
              ) : (
                <Trans>“All” shows the other kinds.</Trans>
              )}
            </Empty>
          )}
          <ul ref={list}>
            {kind === 'all' &&
              owed.map((record) => <Owed key={record.id} record={record} onOpen={() => onComplete(record.id)} />)}
            {answered.map((handoff) => (
              <Answered key={handoff.id} handoff={handoff} />
            ))}
            {shown.map(({ call, item }) =>
              call === null ? (
                <DueRow key={item.id} item={item} grade={grades.data?.get(item.customer_id) ?? null} />
              ) : (
                <CallRow key={keyOf(call)} entry={call} onOpen={dials ? () => open(call) : null} />
              ),
            )}
          </ul>
        </Column>
        <Figures queue={dials ? queue : null} planned={tasks.length} onAlerts={onAlerts} />
      </Columns>
      {isLogging && <LogContact customer={null} onClose={() => setLogging(false)} />}
    </>
  );
}
