import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ArrowRight, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ComplaintLine } from '@/api';
import { count, figure, langOf, percent } from '@/shared/format';
import { useNames } from '@/shared/directory';
import { useHotkeys } from '@/shared/hotkeys';
import { complaintStateLabels, label, priorityLabels, satisfactionLabels } from '@/shared/labels';
import { Counted, everyQuery, queryOf } from '@/shared/lists';
import { useMay } from '@/shared/permissions';
import { againstClock, toDate, useMinute } from '@/shared/time';
import { workLeft } from '@/shared/time/work';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Bar } from '@/shared/ui/values/figures';
import { DeadlineBadge } from '@/shared/ui/values/marks';
import { Column, Columns, PanelHeader, Section } from '@/shared/ui/layout/panel';
import { SkeletonLines, SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { LineRow } from '../lists/line-row';
import { lineOf } from '../lists/lines';
import { SideBlock } from './block';
import { useContext, useToday } from './context';
import { handlingQuery, satisfactionQuery } from './queries';

const OPEN = queryOf({ 'state.ne': 'archived' });
const NONE: ComplaintLine[] = [];
const SHOWN = 20;
type Whose = 'mine' | 'all';

interface Props {
  onOpen: (complaintId: string) => void;
  onRegister: () => void;
}

/** A service agent's day: the next complaint, all by the time they have left, and how the work goes. */
export function ServiceDay({ onOpen, onRegister }: Props) {
  const { t } = useLingui();
  const { me } = useContext();
  const date = useToday();
  const registers = useMay('complaint:write');
  const [whose, setWhose] = useState<Whose | null>(null);
  const list = useQuery(everyQuery<ComplaintLine>('complaints', OPEN));
  const all = list.data ?? NONE;
  const mine = useMemo(
    () => all.filter((line) => (line.responsible_id ?? line.first_responder_id) === me.id),
    [all, me.id],
  );
  const chosen = whose ?? (mine.length > 0 ? 'mine' : 'all');
  const rows = chosen === 'mine' ? mine : all;
  const next = rows.find((line) => line.due_at !== null) ?? null;
  useHotkeys([
    {
      keys: 'enter',
      name: t`Open the next one`,
      group: 'list',
      run: () => next && onOpen(next.id),
      isOn: next !== null,
    },
    { keys: 'c', name: t`Register a complaint`, group: 'list', run: onRegister, isOn: registers },
  ]);
  return (
    <>
      <PanelHeader
        title={t`Today`}
        note={<span className="date">{date}</span>}
        actions={
          registers && (
            <Button icon={Plus} keys="c" onPress={onRegister}>
              <Trans>Register a complaint</Trans>
            </Button>
          )
        }
      />
      <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <Column className="max-laptop:flex-none max-laptop:overflow-visible">
          {next && <Next line={next} onOpen={() => onOpen(next.id)} />}
          <header className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line px-5 py-1 max-tablet:px-4">
            <h2 className="text-sm font-strong">
              <Trans>By the time left</Trans>
            </h2>
            <Segmented<Whose>
              label={t`Whose`}
              value={chosen}
              onChange={setWhose}
              choices={[
                { id: 'mine', name: t`Mine`, count: count(mine.length) },
                { id: 'all', name: t`All open`, count: count(all.length) },
              ]}
            />
          </header>
          {list.isPending && <SkeletonRows rows={10} />}
          {list.isError && (
            <PartError
              title={<Trans>The complaints were not loaded</Trans>}
              error={list.error}
              onRetry={() => void list.refetch()}
            />
          )}
          {list.isSuccess && rows.length === 0 && (
            <p className="px-5 py-3 text-ink-3">
              <Trans>No open complaint.</Trans>
            </p>
          )}
          <ul>
            {rows.slice(0, SHOWN).map((line) => (
              <LineRow key={line.id} line={lineOf('complaints', line)} />
            ))}
          </ul>
          {rows.length > SHOWN && (
            <p className="px-5 py-2 text-ink-3">
              <Counted kind="complaints" of={OPEN}>
                <Trans>All {count(rows.length)}</Trans>
              </Counted>
            </p>
          )}
        </Column>
        <Column
          width={340}
          isSide
          label={t`How the work goes`}
          className="max-laptop:w-full! max-laptop:overflow-visible"
        >
          <Handled />
          <SideBlock
            title={<Trans>Waiting for others</Trans>}
            kind="handoffs"
            of={{ asked_by: me.id, state: ['open', 'answered'] }}
            empty={<Trans>You wait for no answer.</Trans>}
          />
          <Colleagues lines={all} />
          <SideBlock
            title={<Trans>Alerts</Trans>}
            kind="alerts"
            of={{ owner_id: me.id, live: 'true' }}
            sort="-since"
            empty={<Trans>Nothing needs you now.</Trans>}
          />
        </Column>
      </Columns>
    </>
  );
}

function Next({ line, onOpen }: { line: ComplaintLine; onOpen: () => void }) {
  const now = useMinute();
  const isPassed = line.due_at !== null && toDate(line.due_at).getTime() < now;
  return (
    <section className="flex flex-wrap items-center gap-3 border-b border-line px-5 py-3.5 max-tablet:px-4">
      <div className="min-w-0 flex-1">
        <p className="text-xs text-ink-3">
          <Trans>The next complaint</Trans>
        </p>
        <p className="flex flex-wrap items-center gap-2">
          <b className="text-xl">{line.customer_name}</b>
          {line.due_at && (
            <DeadlineBadge deadline={isPassed ? 'passed' : 'soon'}>
              {line.working_seconds_left === null
                ? againstClock(line.due_at, now)
                : workLeft(line.working_seconds_left, line.overdue)}
            </DeadlineBadge>
          )}
          <Badge>{label(complaintStateLabels, line.state)}</Badge>
        </p>
        <p className="text-ink-2">
          {line.number} · {label(priorityLabels, line.priority)}
          {line.contact_name && ` · ${line.contact_name}`}
        </p>
        {line.reason && <p lang={langOf(line.reason)}>{line.reason}</p>}
      </div>
      <Button variant="primary" size="lg" icon={ArrowRight} keys="enter" onPress={onOpen}>
        <Trans>Open it</Trans>
      </Button>
    </section>
  );
}

/** How the complaints of thirty days were handled. */
function Handled() {
  const { t } = useLingui();
  const { monthAgo } = useContext();
  const handling = useQuery(handlingQuery(monthAgo));
  const satisfaction = useQuery(satisfactionQuery(monthAgo));
  const data = handling.data;
  const attitude = satisfaction.data?.averages.service_attitude ?? null;
  return (
    <Section title={<Trans>Complaints of 30 days</Trans>}>
      {handling.isPending && <SkeletonLines lines={3} />}
      {handling.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The figures were not loaded</Trans>}
          error={handling.error}
          onRetry={() => void handling.refetch()}
        />
      )}
      {data && (
        <div className="flex flex-col gap-2.5">
          <Measure name={t`Solved`} done={data.resolved.count} whole={data.all.count} of={data.resolved.query} />
          <Measure
            name={t`Solved in time`}
            done={data.in_time.count}
            whole={data.resolved.count}
            of={data.in_time.query}
          />
          <p className="flex justify-between text-xs text-ink-3">
            <span>
              <Trans>
                In time <b className="text-ink">{data.rate === null ? '—' : percent(Number(data.rate), 1)}</b>
              </Trans>
            </span>
            {attitude !== null && satisfaction.data && (
              <Counted kind="complaints" of={satisfaction.data.scored.query}>
                {label(satisfactionLabels, 'service_attitude')} {figure(Number(attitude), 1)} / 5
              </Counted>
            )}
          </p>
        </div>
      )}
    </Section>
  );
}

function Measure({ name, done, whole, of }: { name: string; done: number; whole: number; of: string }) {
  return (
    <div>
      <p className="mb-1 flex justify-between">
        <span>{name}</span>
        <Counted kind="complaints" of={of} className="text-ink">
          <b>{count(done)}</b> <span className="text-ink-3">/ {count(whole)}</span>
        </Counted>
      </p>
      <Bar share={whole === 0 ? 0 : done / whole} label={name} />
    </div>
  );
}

/** Who has how many open complaints, and how many of them are over their time. */
function Colleagues({ lines }: { lines: readonly ComplaintLine[] }) {
  const nameOf = useNames();
  const by = new Map<string, { id: string; name: string; open: number; late: number }>();
  for (const line of lines) {
    const id = line.responsible_id ?? line.first_responder_id;
    const name = line.responsible_name ?? line.first_responder_name;
    const known = by.get(id) ?? { id, name, open: 0, late: 0 };
    by.set(id, { ...known, open: known.open + 1, late: known.late + (line.overdue ? 1 : 0) });
  }
  const people = [...by.values()].toSorted((a, b) => b.open - a.open).slice(0, 8);
  if (people.length === 0) return null;
  return (
    <Section title={<Trans>Who has how many</Trans>}>
      <table className="w-full">
        <thead>
          <tr className="text-xs text-ink-3">
            <th className="text-left font-normal">
              <Trans>Who</Trans>
            </th>
            <th className="text-right font-normal">
              <Trans context="complaints">Open</Trans>
            </th>
            <th className="text-right font-normal">
              <Trans>Over time</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row" className="py-0.5 text-left font-normal">
                {nameOf(person.id, person.name)}
              </th>
              <td className="py-0.5 text-right">
                <Counted
                  kind="complaints"
                  of={{ responsible_id: person.id, 'state.ne': 'archived' }}
                  className="text-ink"
                >
                  {count(person.open)}
                </Counted>
              </td>
              <td className={person.late > 0 ? 'py-0.5 text-right text-bad-ink' : 'py-0.5 text-right text-ink-3'}>
                {count(person.late)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
