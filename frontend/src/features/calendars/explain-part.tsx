import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { AlarmClockCheck, Pause } from 'lucide-react';
import { useState } from 'react';
import { type ExplainedTime, type WorkingCalendar, isApiError } from '@/api';
import { figure } from '@/shared/format';
import { dayKindLabels, label } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { dateIn, dayIn, timeIn, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Checkbox } from '@/shared/ui/forms/choice';
import { MomentField } from '@/shared/ui/forms/date-field';
import { Day, LocalTime } from '@/shared/ui/values/figures';
import { Note } from '@/shared/ui/feedback/note';
import { Column, Section } from '@/shared/ui/layout/panel';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { grouped, hoursText } from './hours';
import { explain } from './queries';
import { TONES } from './year-grid';

type Unit = 'working_days' | 'working_hours' | 'working_minutes';

const instant = (at: number) => new Date(Math.floor(at / 60_000) * 60_000).toISOString().replace('.000Z', 'Z');

/** A deadline counted before one's eyes: from when, how much working time, and each stretch that counted. */
export function ExplainPart({ calendar }: { calendar: WorkingCalendar }) {
  const { t } = useLingui();
  const { zone: mine } = usePreferences();
  const now = useMinute();
  const [start, setStart] = useState<string>(() => instant(now));
  const [amount, setAmount] = useState('3');
  const [unit, setUnit] = useState<Unit>('working_days');
  const [pause, setPause] = useState<{ start: string; end: string } | null>(null);
  const [offsets, setOffsets] = useState('');
  const [isAsked, setAsked] = useState(false);
  const counting = useMutation({ meta: { handles: [409, 422] }, mutationFn: explain.bind(null, calendar.id) });
  const isReady = /^\d+$/.test(amount) && Number(amount) > 0;
  const count = () => {
    setAsked(true);
    if (!isReady) return;
    counting.mutate({
      start,
      working_days: 0,
      working_hours: 0,
      working_minutes: 0,
      [unit]: Number(amount),
      pauses: pause ? [pause] : [],
      offsets: offsets.split(/[,\s]+/).filter(Boolean),
    });
  };
  const place = { zone: calendar.zone, mine };
  const error = isApiError(counting.error) ? counting.error : null;
  return (
    <Column
      width={340}
      isSide
      label={t`A deadline explained`}
      className="max-laptop:w-full! max-laptop:flex-none max-laptop:border-t max-laptop:border-line"
    >
      <Section title={<Trans>A deadline explained</Trans>}>
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            count();
          }}
        >
          <MomentField
            label={t`The clock starts`}
            {...place}
            value={start}
            onChange={(at) => at !== null && setStart(at)}
          />
          <div className="flex items-start gap-2">
            <TextField
              className="w-24"
              label={t`How much`}
              inputMode="numeric"
              value={amount}
              onChange={setAmount}
              error={isAsked && !isReady ? t`A number` : undefined}
            />
            <Select<Unit>
              className="flex-1"
              label={t`Counted in`}
              choices={[
                { id: 'working_days', name: t`working days` },
                { id: 'working_hours', name: t`working hours` },
                { id: 'working_minutes', name: t`working minutes` },
              ]}
              value={unit}
              onChange={setUnit}
            />
          </div>
          <Checkbox
            isSelected={pause !== null}
            onChange={(isOn) => setPause(isOn ? { start, end: instant(Date.parse(start) + 86_400_000) } : null)}
          >
            <Trans>With a pause, while the customer is waited for</Trans>
          </Checkbox>
          {pause && (
            <>
              <MomentField
                label={t`Stops`}
                {...place}
                value={pause.start}
                onChange={(at) => at !== null && setPause({ ...pause, start: at })}
              />
              <MomentField
                label={t`Runs on`}
                {...place}
                value={pause.end}
                onChange={(at) => at !== null && setPause({ ...pause, end: at })}
              />
            </>
          )}
          <TextField
            label={t`Moments beside it`}
            placeholder="-25%, +1d, +4h"
            value={offsets}
            onChange={setOffsets}
            help={t`Such as the steps of an escalation.`}
          />
          <Button variant="primary" className="self-start" type="submit" isBusy={counting.isPending}>
            <Trans>Count</Trans>
          </Button>
          {error && (
            <p role="alert" className="text-bad-ink">
              {error.problem.errors?.[0]?.detail ?? problemText(error)}
            </p>
          )}
        </form>
      </Section>
      {counting.data && <Explained explained={counting.data} />}
    </Column>
  );
}

const hoursOf = (seconds: number) => figure(seconds / 3600, 2);

function Explained({ explained }: { explained: ExplainedTime }) {
  const { t } = useLingui();
  const now = useMinute();
  const comma = t({ context: 'list', message: ', ' });
  const { zone } = explained;
  const byDay = grouped(explained.counted, (span) => dayIn(span.start, zone));
  return (
    <div aria-live="polite">
      <Section title={<Trans>Due</Trans>} note={<Trans>{hoursOf(explained.amount_seconds)} h of work</Trans>}>
        {explained.due_at === null ? (
          <Note tone="hold" icon={Pause}>
            <Trans>A pause still stands: {hoursOf(explained.missing_seconds)} h are left when it ends.</Trans>
          </Note>
        ) : (
          <p className="flex items-start gap-2 text-md font-strong">
            <AlarmClockCheck className="mt-1 text-accent" aria-hidden />
            <LocalTime at={explained.due_at} zone={zone} date />
          </p>
        )}
        {explained.moments.length > 0 && (
          <ul className="mt-2">
            {explained.moments.map((moment) => (
              <li key={moment.offset} className="flex justify-between gap-3 border-b border-line py-1 last:border-b-0">
                <span className="text-ink-2">{moment.offset}</span>
                {moment.at !== null && <LocalTime at={moment.at} zone={zone} date />}
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title={<Trans>What counted</Trans>}>
        <ul aria-label={t`What counted`}>
          {byDay.map(([day, spans]) => (
            <li key={day} className="flex justify-between gap-3 border-b border-line py-1 last:border-b-0">
              <span>{dateIn(spans[0]?.start ?? day, zone, now, { weekday: true })}</span>
              <span className="text-right text-ink-2">
                {spans.map((span) => `${timeIn(span.start, zone)}–${timeIn(span.end, zone)}`).join(comma)}
                <b className="ml-2 text-ink">
                  <Trans>{hoursOf(spans.reduce((sum, span) => sum + span.seconds, 0))} h</Trans>
                </b>
              </span>
            </li>
          ))}
        </ul>
      </Section>
      {explained.special_days.length > 0 && (
        <Section title={<Trans>Days on the way that differ</Trans>}>
          <ul>
            {explained.special_days.map((day) => (
              <li key={day.date} className="flex flex-wrap items-center gap-2 py-0.5">
                <Day date={day.date} weekday />
                <Badge tone={TONES[day.kind]}>{label(dayKindLabels, day.kind)}</Badge>
                <span className="text-ink-2">
                  {day.reason} {hoursText(day.hours)}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {explained.pauses.length > 0 && (
        <Section title={<Trans>What did not count</Trans>}>
          {explained.pauses.map((pause) => (
            <p key={pause.start}>
              <LocalTime at={pause.start} zone={zone} date /> –{' '}
              {pause.end !== null && <LocalTime at={pause.end} zone={zone} date />}
            </p>
          ))}
        </Section>
      )}
    </div>
  );
}
