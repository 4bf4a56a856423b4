import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CalendarCheck } from 'lucide-react';
import { useState } from 'react';
import type { CallRecord, PlannedContact } from '@/api';
import { count } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { dateIn, useMinute } from '@/shared/time';
import { Segmented } from '@/shared/ui/segmented';
import { Column, Columns, PanelHeader } from '@/shared/ui/panel';
import { SkeletonRows } from '@/shared/ui/skeleton';
import { Empty, PartError } from '@/shared/ui/states';
import { useRoving } from '@/shared/ui/use-roving';
import { type Kind, dueToday, kindOf, nextCall, nextToJoin } from './due';
import { Answered, DueRow, Owed } from './due-row';
import { Figures } from './figures';
import { HoursChart } from './hours-chart';
import { NextUp } from './next-up';
import { answersQuery, linesQuery, planQuery, toCompleteQuery } from './queries';

const NOTHING: PlannedContact[] = [];
const NO_CALLS: CallRecord[] = [];

interface Props {
  /** Opens the call workspace, at one planned contact or where it stands. */
  onDial: (itemId: string | null) => void;
  /** Opens a call there that the switch began to log. */
  onComplete: (recordId: string) => void;
}

/** A rep's day: who is next, where it is what time, what is to do, and how the day goes. */
export function TodayPage({ onDial, onComplete }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const now = useMinute();
  const { zone } = usePreferences();
  const dials = useMay('record:write');
  const [kind, setKind] = useState<Kind | 'all'>('all');
  const plan = useQuery(planQuery(me.id));
  const lines = useQuery(linesQuery(me.id));
  const answers = useQuery(answersQuery(me.id));
  const begun = useQuery(toCompleteQuery);
  const owed = begun.data?.items ?? NO_CALLS;
  const items = plan.data?.items ?? NOTHING;
  const due = dueToday(items, now);
  const next = nextCall(items, now);
  const shown = kind === 'all' ? due : due.filter((item) => kindOf(item, now) === kind);
  const answered = kind === 'all' ? (answers.data?.items ?? []) : [];
  const number = (of: Kind) => count(due.filter((item) => kindOf(item, now) === of).length);

  const { list, go } = useRoving<HTMLUListElement>();
  useHotkeys([
    { keys: 'j, arrowdown', name: t`Down the list`, group: 'list', run: () => go(1) },
    { keys: 'k, arrowup', name: t`Up the list`, group: 'list', run: () => go(-1) },
    { keys: 'enter', name: t`Start dialling`, group: 'list', run: () => onDial(next?.id ?? null), isOn: dials },
  ]);

  return (
    <>
      <PanelHeader title={t`Today`} note={<span className="date">{dateIn(now, zone, now, { weekday: true })}</span>} />
      <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <Column className="max-laptop:flex-none max-laptop:overflow-visible">
          <NextUp
            item={next}
            waits={nextToJoin(items, now)}
            line={next ? lines.data?.get(next.customer_id) : undefined}
            isLoading={plan.isPending}
            onDial={dials ? onDial : null}
          />
          <HoursChart items={items.filter((item) => item.method === 'phone')} />
          <header className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line px-5 py-1">
            <h2 className="text-sm font-strong">
              <Trans>To do</Trans>
            </h2>
            <Segmented<Kind | 'all'>
              label={t`Which ones`}
              value={kind}
              onChange={setKind}
              choices={[
                { id: 'all', name: t`All`, count: count(due.length + owed.length + (answers.data?.items.length ?? 0)) },
                { id: 'overdue', name: t`Overdue`, count: number('overdue') },
                { id: 'agreed', name: t`Agreed`, count: number('agreed') },
                { id: 'follow_up', name: t`Follow-up`, count: number('follow_up') },
                { id: 'other', name: t`Revisit and care`, count: number('other') },
              ]}
            />
          </header>
          {(plan.isPending || begun.isPending) && <SkeletonRows rows={8} />}
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
          {plan.isSuccess && begun.isSuccess && shown.length + answered.length + owed.length === 0 && (
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
            {shown.map((item) => (
              <DueRow
                key={item.id}
                item={item}
                line={lines.data?.get(item.customer_id)}
                onOpen={dials && item.method === 'phone' ? () => onDial(item.id) : null}
              />
            ))}
          </ul>
        </Column>
        <Figures planned={due.length} />
      </Columns>
    </>
  );
}
