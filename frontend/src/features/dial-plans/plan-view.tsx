import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Ban, CircleCheck, Lock, Pin, PinOff, TriangleAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { DialPlanDetail, DialSlot, SlotChange } from '@/api';
import { useNames } from '@/shared/directory';
import { count, countryName, percent } from '@/shared/format';
import { label } from '@/shared/labels';
import { dutyLabels, slotChangeLabels } from '@/shared/labels/planning';
import { usePreferences } from '@/shared/preferences';
import { cityOf, dateText, useMinute, weekdayName } from '@/shared/time';
import { SOFT, type Tone } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { JobProgress } from '@/shared/ui/values/figures';
import { GradeMark } from '@/shared/ui/values/marks';
import { Column, Columns, Facts, Section } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { LineTable } from '@/shared/ui/lists/line-table';
import { LeftOut } from './left-out';
import { type Revising, slotsQuery } from './queries';

interface Props {
  plan: DialPlanDetail;
  onCustomer: (id: string) => void;
  /** Left out where the reader may not, or nothing is to be discarded. */
  onDiscard?: (() => void) | undefined;
  /** Pins a call, excludes a customer, or takes that back; left out likewise. */
  onRevise?: Revising;
}

interface Chosen {
  rep: string;
  day: string;
}

const TONES: Record<SlotChange, Tone> = { added: 'ok', moved: 'warn', same: 'mute', fixed: 'info' };
const HEAD = 'h-7 border-b border-line bg-surface-2 px-2 text-left text-xs font-normal whitespace-nowrap text-ink-3';
const CELL = 'h-8 border-b border-line px-2 align-middle';

const clockOf = (wall: string) => wall.slice(11);
const dayNumber = (date: string) => String(Number(date.slice(8)));

/** A plan: each person's days, the calls of one of them and why, and who is left out. */
export function PlanView({ plan, onCustomer, onDiscard, onRevise }: Props) {
  const { t } = useLingui();
  const [picked, setPicked] = useState<Chosen | null>(null);
  if (plan.state === 'waiting' || plan.state === 'failed') {
    return (
      <div className="mx-auto w-96 max-w-full px-4 py-16">
        {plan.state === 'failed' ? (
          <p role="alert" className="text-bad-ink">
            <Trans>This plan could not be computed. Ask for it again.</Trans>
          </p>
        ) : (
          <JobProgress done={plan.progress} total={100} label={t`Computing the plan`} />
        )}
      </div>
    );
  }
  const first = plan.people
    .flatMap((person) => person.days.map((day) => ({ rep: person.user_id, day: day.date, calls: day.calls })))
    .find((each) => each.calls > 0);
  const chosen = picked ?? first ?? null;
  return (
    <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
      <Column width={316} label={t`The plan in numbers`} className="max-laptop:w-full! max-laptop:flex-none">
        <Matrix plan={plan} chosen={chosen} onChoose={setPicked} />
        <Holidays plan={plan} />
        <Figures plan={plan} />
        <Changes plan={plan} />
        {onDiscard && (
          <div className="px-4 py-3">
            <Button size="sm" onPress={onDiscard}>
              <Trans>Discard this plan</Trans>
            </Button>
          </div>
        )}
      </Column>
      <Column label={t`Calls of the day`} className="max-laptop:flex-none max-laptop:overflow-visible">
        {chosen ? (
          <Slots
            key={`${chosen.rep}:${chosen.day}`}
            plan={plan}
            chosen={chosen}
            onCustomer={onCustomer}
            onRevise={onRevise}
          />
        ) : (
          <p className="px-4 py-6 text-ink-3">
            <Trans>Nobody has a call in this plan.</Trans>
          </p>
        )}
      </Column>
      <Column
        width={250}
        isSide
        label={t({ context: 'dial plan', message: 'Left out' })}
        className="max-laptop:w-full! max-laptop:flex-none"
      >
        <LeftOut plan={plan} onCustomer={onCustomer} onRevise={onRevise} />
      </Column>
    </Columns>
  );
}

function Matrix({
  plan,
  chosen,
  onChoose,
}: {
  plan: DialPlanDetail;
  chosen: Chosen | null;
  onChoose: (chosen: Chosen) => void;
}) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const now = useMinute();
  const nameOf = useNames();
  const days = plan.people[0]?.days.map((day) => day.date) ?? [];
  const cap = plan.daily_cap ?? 0;
  const most = Math.max(1, ...plan.people.flatMap((person) => person.days.map((day) => day.calls)));
  return (
    <Section title={<Trans>Each person’s days</Trans>} note={<Trans>calls, {cap} at most</Trans>}>
      {/* A table wider than its column scrolls by itself, by keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t`Each person’s days`}>
        <table className="w-full border-separate border-spacing-x-0.5 border-spacing-y-0.5">
          <thead>
            <tr>
              <th scope="col" className="text-left text-xs font-normal text-ink-3">
                <Trans>Person</Trans>
              </th>
              {days.map((day) => (
                <th key={day} scope="col" className="text-xs font-normal text-ink-3">
                  <span className="sr-only">{dateText(day, now, zone, { weekday: true })}</span>
                  <span aria-hidden>
                    {weekdayName(new Date(`${day}T00:00:00Z`).getUTCDay() || 7)}
                    <span className="block">{dayNumber(day)}</span>
                  </span>
                </th>
              ))}
              <th scope="col" className="text-right text-xs font-normal text-ink-3">
                <Trans context="total">Sum</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {plan.people.map((person) => (
              <tr key={person.user_id}>
                <th scope="row" className="max-w-20 truncate pr-1 text-left font-strong">
                  {nameOf(person.user_id, person.user_name)}
                </th>
                {person.days.map((day) => (
                  <td key={day.date} className="p-0 text-center">
                    {day.minutes === 0 && (
                      <span className="block rounded-badge bg-hold-soft px-1 text-xs text-hold-ink">
                        {label(dutyLabels, day.duty)}
                      </span>
                    )}
                    {(day.calls > 0 || day.minutes > 0) && (
                      <button
                        type="button"
                        aria-pressed={chosen?.rep === person.user_id && chosen.day === day.date}
                        aria-label={t`${nameOf(person.user_id, person.user_name)}, ${dateText(day.date, now, zone)}: ${day.calls} calls`}
                        onClick={() => onChoose({ rep: person.user_id, day: day.date })}
                        className={cx(
                          'h-6 w-full min-w-8 cursor-default rounded-badge focus-visible:ring-focus',
                          // What was agreed on stays with whoever is off that day: somebody else has to call.
                          day.minutes === 0
                            ? 'mt-0.5 bg-warn-soft text-warn-ink'
                            : day.calls > most * 0.75
                              ? 'bg-q3'
                              : day.calls > most * 0.4
                                ? 'bg-q2'
                                : 'bg-q1',
                          chosen?.rep === person.user_id && chosen.day === day.date && 'font-strong ring-2 ring-accent',
                        )}
                      >
                        {day.calls}
                      </button>
                    )}
                  </td>
                ))}
                <td className="pl-1 text-right font-strong">{count(person.calls)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Holidays({ plan }: { plan: DialPlanDetail }) {
  const { zone } = usePreferences();
  const now = useMinute();
  if (plan.holidays.length === 0) return null;
  return (
    <Section title={<Trans>Public holidays there</Trans>}>
      <ul className="flex flex-col gap-0.5">
        {plan.holidays.slice(0, 8).map((each) => (
          <li key={`${each.date}${each.country}`} className="text-xs text-ink-2">
            <span className="text-hold-ink">{dateText(each.date, now, zone, { weekday: true, narrow: true })}</span>{' '}
            {countryName(each.country)} {each.name}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Figures({ plan }: { plan: DialPlanDetail }) {
  const figures = plan.figures;
  if (!figures) return null;
  const share = (part: number, whole: number): ReactNode => (whole === 0 ? '–' : percent(part / whole));
  return (
    <Section title={<Trans>How good it is</Trans>}>
      <Facts
        width={132}
        facts={[
          {
            name: <Trans>Value reached</Trans>,
            value: (
              <span className="inline-flex items-center gap-1">
                <Trans>
                  {count(plan.value ?? 0)} of {count(plan.owed_value ?? 0)}
                </Trans>
                <CircleCheck className="icon-sm text-ok-ink" aria-hidden />
              </span>
            ),
          },
          { name: <Trans>No plan reaches</Trans>, value: <Trans>more than this</Trans> },
          {
            name: <Trans>Overdue cleared</Trans>,
            value: `${count(figures.overdue_planned)} / ${count(figures.overdue)}`,
          },
          { name: <Trans>Language spoken</Trans>, value: share(figures.language_spoken, figures.language_known) },
          { name: <Trans>At their usual hour</Trans>, value: share(figures.usual, figures.planned) },
          {
            name: <Trans>Call, rest per hour</Trans>,
            value: (
              <Trans>
                {plan.call_minutes} min, {plan.rest_minutes} min
              </Trans>
            ),
          },
          { name: <Trans>Took</Trans>, value: <Trans>{((plan.solver_ms ?? 0) / 1000).toFixed(1)} s</Trans> },
        ]}
      />
    </Section>
  );
}

function Changes({ plan }: { plan: DialPlanDetail }) {
  const { t } = useLingui();
  const figures = plan.figures;
  if (!figures) return null;
  const chip = (tone: Tone, name: string, value: number) => (
    <span key={name} className={cx('rounded-badge px-2 py-0.5 text-xs', SOFT[tone])}>
      {name} <b>{count(value)}</b>
    </span>
  );
  return (
    <Section title={<Trans>Beside what is planned now</Trans>}>
      <p className="flex flex-wrap gap-1.5">
        {(['added', 'moved', 'same', 'fixed'] as const).map((each) =>
          chip(TONES[each], label(slotChangeLabels, each), figures[each]),
        )}
        {chip('bad', t`Dropped`, figures.dropped)}
      </p>
      <p className="mt-1.5 text-xs text-ink-3">
        <Trans>Agreed times, promised call-backs and calls begun do not move.</Trans>
      </p>
    </Section>
  );
}

function Slots({
  plan,
  chosen,
  onCustomer,
  onRevise,
}: {
  plan: DialPlanDetail;
  chosen: Chosen;
  onCustomer: (id: string) => void;
  onRevise: Revising;
}) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const now = useMinute();
  const nameOf = useNames();
  const slots = useQuery(slotsQuery(plan.id, chosen.rep, chosen.day));
  const [openId, setOpen] = useState<string | null>(null);
  const person = plan.people.find((each) => each.user_id === chosen.rep);
  if (slots.isPending) return <SkeletonRows rows={10} />;
  if (slots.isError) {
    return (
      <PartError
        title={<Trans>The calls were not loaded</Trans>}
        error={slots.error}
        onRetry={() => void slots.refetch()}
      />
    );
  }
  const rows = slots.data.items;
  const open = rows.find((each) => each.id === openId) ?? rows[0];
  return (
    <>
      <h2 className="flex h-10 items-center gap-2 border-b border-line px-4">
        <b>
          {nameOf(chosen.rep, person?.user_name)} · {dateText(chosen.day, now, zone, { weekday: true })}
        </b>
        <span className="font-normal text-ink-3">
          <Trans>
            {rows.length} calls, {plan.rest_minutes} minutes of each hour free
          </Trans>
        </span>
      </h2>
      <LineTable label={t`Calls of the day`}>
        <thead>
          <tr>
            <th className={HEAD}>{cityOf(person?.zone ?? zone)}</th>
            <th className={HEAD}>
              <Trans>There</Trans>
            </th>
            <th className={HEAD}>
              <Trans>Customer</Trans>
            </th>
            <th className={HEAD}>
              <Trans>Why they</Trans>
            </th>
            <th className={HEAD}>
              <Trans>Why then</Trans>
            </th>
            <th className={HEAD} aria-label={t`Beside what is planned now`} />
          </tr>
        </thead>
        <tbody>
          {rows.map((slot) => (
            <tr
              key={slot.id}
              onClick={() => setOpen(slot.id)}
              className={cx('hover:bg-hover', open?.id === slot.id && 'bg-accent-soft')}
            >
              <td className={cx(CELL, 'font-strong whitespace-nowrap')}>{clockOf(slot.rep_time)}</td>
              <td className={cx(CELL, 'whitespace-nowrap text-ink-2')}>
                {slot.local_time && clockOf(slot.local_time)} {slot.city ?? (slot.country && countryName(slot.country))}
              </td>
              <td className={cx(CELL, 'max-tablet:order-first')}>
                <button
                  type="button"
                  onClick={() => setOpen(slot.id)}
                  onDoubleClick={() => onCustomer(slot.customer_id)}
                  className="flex cursor-default items-center gap-1.5 text-left focus-visible:ring-focus"
                >
                  <GradeMark grade={slot.grade} />
                  <span className="max-w-56 truncate">{slot.customer_name}</span>
                </button>
              </td>
              <td className={cx(CELL, 'text-ink-2')}>{slot.why_customer.slice(0, 2).join(t`; `)}</td>
              <td className={cx(CELL, 'text-ink-2')}>
                <span className="inline-flex items-center gap-1">
                  {slot.off_duty && <TriangleAlert className="icon-xs flex-none text-warn" aria-hidden />}
                  {slot.change === 'fixed' && !slot.off_duty && <Lock className="icon-xs text-ink-3" aria-hidden />}
                  {slot.pinned && <Pin className="icon-xs text-ink-3" aria-hidden />}
                  {hourWords(slot)}
                </span>
              </td>
              <td className={CELL}>
                <span className={cx('rounded-badge px-1.5 py-0.5 text-xs whitespace-nowrap', SOFT[TONES[slot.change]])}>
                  {label(slotChangeLabels, slot.change)}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </LineTable>
      {open && <Why slot={open} zone={person?.zone ?? zone} onCustomer={onCustomer} onRevise={onRevise} />}
    </>
  );
}

/** What tells most about the hour: how often they answered then, or else their window. */
function hourWords(slot: DialSlot): string {
  return slot.why_hour[1] ?? slot.why_hour[0] ?? '';
}

function Why({
  slot,
  zone,
  onCustomer,
  onRevise,
}: {
  slot: DialSlot;
  zone: string;
  onCustomer: (id: string) => void;
  onRevise: Revising;
}) {
  const customer = [slot.customer_id];
  const now = useMinute();
  return (
    <section className="border-t border-line px-4 py-3">
      <header className="mb-2 flex flex-wrap items-center gap-2">
        <h3>{slot.customer_name}</h3>
        <span className="text-ink-3">
          {clockOf(slot.rep_time)} {cityOf(zone)}
          {slot.local_time && ` · ${clockOf(slot.local_time)} ${slot.city ?? ''}`}
        </span>
        {slot.previous_at !== null && (
          <span className="text-xs text-warn-ink">
            <Trans>before: {dateText(slot.previous_at.slice(0, 10), now, zone)}</Trans> {slot.previous_rep_name}
          </span>
        )}
        <span className="ml-auto flex flex-wrap gap-1.5">
          {onRevise && slot.change !== 'fixed' && (
            <>
              <Button
                size="sm"
                icon={slot.pinned ? PinOff : Pin}
                onPress={() => onRevise(slot.pinned ? { release: customer } : { pin: customer })}
              >
                {slot.pinned ? <Trans>Let it move</Trans> : <Trans>Pin this call</Trans>}
              </Button>
              <Button size="sm" icon={Ban} onPress={() => onRevise({ exclude: customer })}>
                <Trans>Do not plan</Trans>
              </Button>
            </>
          )}
          <Button size="sm" onPress={() => onCustomer(slot.customer_id)}>
            <Trans>Open the customer</Trans>
          </Button>
        </span>
      </header>
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1 max-phone:grid-cols-1">
        {[...slot.why_hour, ...slot.why_customer].map((words, index) => (
          <li key={words} className="flex items-center gap-1.5">
            {slot.off_duty && index < slot.why_hour.length ? (
              <TriangleAlert className="icon-sm flex-none text-warn" aria-hidden />
            ) : (
              <CircleCheck className="icon-sm flex-none text-ok-ink" aria-hidden />
            )}
            {words}
          </li>
        ))}
      </ul>
    </section>
  );
}
