import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Clock, ClockAlert, Info, Pause } from 'lucide-react';
import { useState } from 'react';
import type { Complaint, ExplainedDeadline } from '@/api';
import { deadlineKindLabels, label } from '@/shared/labels';
import { cityOf, dateText, dayWord, timeIn, useMinute, weekdayName } from '@/shared/time';
import { WORKING_DAY, workLeft, workText } from '@/shared/time/work';
import { usePreferences } from '@/shared/preferences';
import { DeadlineBar, DeadlineLegend } from '@/shared/ui/signature/deadline-bar';
import { Button } from '@/shared/ui/actions/button';
import { Bone, Skeleton } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { deadlinesQuery } from '../../queries';
import { type CountedDay, daysOf, secondsLeft } from './deadline-days';

/** How each deadline was counted: its days, its pauses, and one sentence that adds up. */
export function Deadlines({ complaint }: { complaint: Complaint }) {
  const { t } = useLingui();
  const deadlines = useQuery(deadlinesQuery(complaint.id));
  const [showsAll, setShowsAll] = useState(false);
  const all = deadlines.data?.items ?? [];
  // Each kind once: the latest is the round's own.
  const latest = all.filter((deadline, index) => !all.slice(index + 1).some((later) => later.kind === deadline.kind));
  const shown = showsAll ? all : latest;
  const earlier = all.length - latest.length;
  const calendar = all.at(-1)?.explanation;
  const main =
    shown.find((deadline) => deadline.overdue && deadline.met_at === null) ??
    shown.find((deadline) => deadline.kind === complaint.due_kind && deadline.met_at === null);
  return (
    <section aria-label={t`Deadlines`} className="px-5 pt-2.5 pb-2">
      <header className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="text-sm">
          <Trans>Deadlines</Trans>
        </h3>
        {calendar && (
          <span className="text-xs text-ink-3">
            <Trans>
              by the working time of {calendar.calendar}, {cityOf(calendar.zone)}
            </Trans>
          </span>
        )}
        {earlier > 0 && (
          <Button size="sm" variant="ghost" onPress={() => setShowsAll(!showsAll)}>
            {showsAll ? <Trans>This round only</Trans> : <Trans>{earlier} of earlier rounds</Trans>}
          </Button>
        )}
        <span className="ml-auto max-tablet:hidden">
          <DeadlineLegend />
        </span>
      </header>
      {deadlines.isPending && (
        <Skeleton>
          <Bone width="80%" className="my-3" />
          <Bone width="65%" className="my-3" />
        </Skeleton>
      )}
      {deadlines.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The deadlines were not loaded</Trans>}
          error={deadlines.error}
          onRetry={() => void deadlines.refetch()}
        />
      )}
      {shown.map((deadline) => (
        <DeadlineLine key={deadline.id} deadline={deadline} complaint={complaint} />
      ))}
      {main && <Explained deadline={main} />}
    </section>
  );
}

interface LineProps {
  deadline: ExplainedDeadline;
  complaint: Complaint;
}

/** Hours are told as working time; working days are that already. */
function Amount({ seconds }: { seconds: number }) {
  return seconds < 2 * WORKING_DAY ? <Trans>{workText(seconds)} of working time</Trans> : workText(seconds);
}

function DeadlineLine({ deadline, complaint }: LineProps) {
  const now = useMinute();
  const days = daysOf(deadline, now);
  const kind = label(deadlineKindLabels, deadline.kind);
  const many = days.length > 9;
  return (
    <div className="grid grid-cols-[138px_minmax(0,1fr)_150px] items-center gap-x-3.5 py-1.75 max-tablet:grid-cols-[minmax(0,1fr)_auto] max-tablet:[&>div:nth-child(2)]:col-span-2 max-tablet:[&>div:nth-child(2)]:row-start-2">
      <p className="leading-4.5">
        <b>{kind}</b>
        <span className="block text-xs text-ink-3">
          <Amount seconds={deadline.amount_minutes * 60} />
        </span>
      </p>
      <div>
        <DeadlineBar
          label={kind}
          days={days.map((day, index) => ({
            ...day,
            name: <DayName day={day} isShort={many} isFirst={index === 0} isNarrow={days.length > 4} />,
          }))}
        />
      </div>
      <Result deadline={deadline} complaint={complaint} />
    </div>
  );
}

interface DayNameProps {
  day: CountedDay;
  /** Only the first day and Mondays have room. */
  isShort: boolean;
  isFirst: boolean;
  /** On a phone the date alone has room. */
  isNarrow: boolean;
}

/** What a day is called in its cell: every day of a short stretch, else the first and the Mondays by their date. */
function DayName({ day, isShort, isFirst, isNarrow }: DayNameProps) {
  const number = new Date(`${day.date}T00:00:00Z`).getUTCDay() || 7;
  if (isShort && (isFirst ? number === 7 : number !== 1)) return null; // a Sunday leaves its room to the Monday
  const date = Number(day.date.slice(8));
  const words = (
    <>
      {!isShort && day.isWorking && (
        <span className={isNarrow ? 'max-tablet:hidden' : undefined}>{weekdayName(number).replace('周', '')} </span>
      )}
      {date}
    </>
  );
  const red = day.parts.find((part) => part.kind === 'beyond' && part.from < 0.6);
  if (red === undefined) return words;
  // White where red lies under all of the word; where it ends below it, the word has a ground of its own.
  const isUnder = red.from < 0.1 && red.to > 0.7;
  return <span className={isUnder ? 'text-on-bad' : 'rounded-[2px] bg-surface px-0.5'}>{words}</span>;
}

function Result({ deadline, complaint }: LineProps) {
  const now = useMinute();
  const { zone } = usePreferences();
  const { met_at: met, due_at: due, cancelled_at: cancelled, overdue, paused } = deadline;
  const wall = (at: string) => `${dayWord(at, zone, now)} ${timeIn(at, zone)}`;
  if (cancelled !== null) {
    return (
      <p className="text-right text-ink-3">
        <Trans>No longer owed</Trans>
      </p>
    );
  }
  if (met !== null) {
    return (
      <p className="text-right leading-4.5">
        <b className={`flex items-center justify-end gap-1 ${overdue ? 'text-bad-ink' : 'text-ok-ink'}`}>
          {overdue ? <ClockAlert className="icon-sm" aria-hidden /> : <CircleCheck className="icon-sm" aria-hidden />}
          {overdue ? <Trans>Met late</Trans> : <Trans>Met in time</Trans>}
        </b>
        <span className="date block text-xs text-ink-2">{wall(met)}</span>
      </p>
    );
  }
  if (paused || due === null) {
    return (
      <p className="text-right leading-4.5">
        <b className="flex items-center justify-end gap-1 text-hold-ink">
          <Pause className="icon-sm" aria-hidden />
          <Trans>{workText(deadline.explanation.missing_seconds)} remain</Trans>
        </b>
        <span className="block text-xs text-ink-2">
          <Trans>waits for the customer</Trans>
        </span>
      </p>
    );
  }
  if (overdue) {
    const over = deadline.kind === complaint.due_kind ? complaint.working_seconds_left : null;
    return (
      <p className="text-right leading-4.5">
        <b className="flex items-center justify-end gap-1 text-bad-ink">
          <ClockAlert className="icon-sm" aria-hidden />
          {over === null ? <Trans>Passed</Trans> : workLeft(over, true)}
        </b>
        <span className="date block text-xs text-ink-2">
          <Trans>was due {wall(due)}</Trans>
        </span>
      </p>
    );
  }
  return (
    <p className="text-right leading-4.5">
      <b className="flex items-center justify-end gap-1">
        <Clock className="icon-sm text-ink-3" aria-hidden />
        {workLeft(secondsLeft(deadline, now), false)}
      </b>
      <span className="date block text-xs text-ink-2">
        <Trans>by {wall(due)}</Trans>
      </span>
    </p>
  );
}

/** The sum in words: from when, how much, what did not count. */
function Explained({ deadline }: { deadline: ExplainedDeadline }) {
  const { t } = useLingui();
  const now = useMinute();
  const { started_at: start, due_at: due, amount_minutes: minutes, explanation } = deadline;
  const { zone } = explanation;
  const day = (at: string) => `${dayWord(at, zone, now)} ${timeIn(at, zone)}`;
  const comma = t({ context: 'list', message: ', ' });
  const pauses = explanation.pauses.map((pause) =>
    pause.end === null ? t`since ${day(pause.start)}` : t`${day(pause.start)} to ${day(pause.end)}`,
  );
  const special = explanation.special_days.map((special) => `${dateText(special.date, now, zone)} ${special.reason}`);
  const kind = label(deadlineKindLabels, deadline.kind);
  const work = workText(minutes * 60);
  return (
    <p className="mt-1 flex items-start gap-2 rounded-control bg-surface-2 px-2.5 py-1.5 text-ink-2">
      <Info className="icon-sm mt-0.75" aria-hidden />
      <span>
        {due === null ? (
          <Trans>
            {kind}: {work} of working time from {day(start)}; the clock stands.
          </Trans>
        ) : (
          <Trans>
            {kind} by {day(due)} because {work} of working time were counted from {day(start)} on.
          </Trans>
        )}{' '}
        {pauses.length > 0 && <Trans>Waiting for the customer did not count: {pauses.join(comma)}.</Trans>}{' '}
        {special.length > 0 && <Trans>Special days: {special.join(comma)}.</Trans>}{' '}
        <Trans>Nights and days off never count.</Trans>
      </span>
    </p>
  );
}
