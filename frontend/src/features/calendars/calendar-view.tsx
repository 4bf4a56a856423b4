import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CalendarPlus, ChevronLeft, ChevronRight, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { CalendarDay, WorkingCalendar } from '@/api';
import { count, countryName, figure } from '@/shared/format';
import { dayKindLabels, label } from '@/shared/labels';
import { cityOf, timeIn, useMinute, weekdayName } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Confirm } from '@/shared/ui/overlays/dialog';
import { Day } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Column, Facts, Section } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { toast } from '@/shared/ui/feedback/toast';
import { WEEKDAYS, hoursText } from './hours';
import { daysQuery, removeCalendar } from './queries';
import { TONES, YearGrid } from './year-grid';

const CalendarDialog = lazyDialog(() => import('./calendar-dialog').then((module) => module.CalendarDialog));
const DayDialog = lazyDialog(() => import('./day-dialog').then((module) => module.DayDialog));

interface Props {
  calendar: WorkingCalendar;
  year: number;
  writes: boolean;
  onYear: (year: number) => void;
  onRemoved: () => void;
}

/** One calendar: its week, whose holidays hold, the year day by day, and the company's own days. */
export function CalendarView({ calendar, year, writes, onYear, onRemoved }: Props) {
  const { t } = useLingui();
  const comma = t({ context: 'list', message: ', ' });
  const client = useQueryClient();
  const now = useMinute();
  const days = useQuery(daysQuery(calendar, year));
  const [asks, setAsks] = useState<'edit' | 'remove' | { date: string } | null>(null);
  const removing = useMutation({
    mutationFn: () => removeCalendar(calendar),
    onSuccess: () => {
      setAsks(null);
      onRemoved();
      toast.done(t`${calendar.name} is removed; the company’s calendar holds again`);
      void client.invalidateQueries({ queryKey: ['calendars'] });
    },
  });
  const items = days.data?.items ?? [];
  const special = items.filter((day) => day.kind !== 'usual' && day.kind !== 'rest');
  const worked = items.filter((day) => day.minutes > 0).length;
  const part = calendar.holiday_subdivision === null ? '' : ` · ${calendar.holiday_subdivision}`;
  return (
    <Column className="max-laptop:flex-none">
      <Section
        isMain
        title={calendar.name}
        actions={
          writes && (
            <>
              <Button size="sm" icon={Pencil} onPress={() => setAsks('edit')}>
                <Trans>Change</Trans>
              </Button>
              {calendar.department_id !== null && (
                <IconButton size="sm" icon={Trash2} label={t`Remove the calendar`} onPress={() => setAsks('remove')} />
              )}
            </>
          )
        }
      >
        <Facts
          width={104}
          facts={[
            { name: t`Time zone`, value: `${cityOf(calendar.zone)} · ${timeIn(now, calendar.zone)}` },
            {
              name: t`Public holidays`,
              value:
                calendar.holiday_country === null
                  ? t({ context: 'holidays', message: 'none' })
                  : t`${countryName(calendar.holiday_country)}${part}, make-up working days too`,
            },
            { name: t`A working day`, value: t`${figure(calendar.day_minutes / 60)} h of work` },
            {
              name: t`Ordinary week`,
              value: (
                <ul>
                  {WEEKDAYS.map((weekday, index) => {
                    const hours = calendar.weekly[weekday] ?? [];
                    return (
                      <li key={weekday} className="flex gap-3">
                        <span className="w-10 text-ink-3">{weekdayName(index + 1)}</span>
                        <span className={hours.length === 0 ? 'text-ink-3' : undefined}>
                          {hours.length === 0 ? t`free` : hoursText(hours, comma)}
                        </span>
                      </li>
                    );
                  })}
                </ul>
              ),
            },
          ]}
        />
      </Section>
      <Section
        isMain
        title={
          <span className="flex items-center gap-1">
            <IconButton size="sm" icon={ChevronLeft} label={t`Year before`} onPress={() => onYear(year - 1)} />
            {year}
            <IconButton size="sm" icon={ChevronRight} label={t`Next year`} onPress={() => onYear(year + 1)} />
          </span>
        }
        note={
          days.data && (
            <Trans>
              {count(worked)} days worked, {count(Math.round(days.data.minutes / 60))} h
            </Trans>
          )
        }
        actions={
          writes && (
            <Button size="sm" icon={CalendarPlus} onPress={() => setAsks({ date: `${year}-12-31` })}>
              <Trans>A day unlike the others</Trans>
            </Button>
          )
        }
      >
        {days.isPending && <SkeletonLines lines={8} />}
        {days.isError && (
          <PartError
            title={<Trans>The days were not loaded</Trans>}
            error={days.error}
            onRetry={() => void days.refetch()}
          />
        )}
        {days.data && <YearGrid days={items} onDay={writes ? (date) => setAsks({ date }) : undefined} />}
      </Section>
      <Section isMain title={<Trans>Days unlike the ordinary week</Trans>} note={count(special.length)}>
        <ul>
          {special.map((day) => (
            <SpecialDay key={day.date} day={day} onOpen={writes ? () => setAsks({ date: day.date }) : undefined} />
          ))}
        </ul>
      </Section>
      {asks === 'edit' && <CalendarDialog calendar={calendar} taken={new Set()} onClose={() => setAsks(null)} />}
      {asks === 'remove' && (
        <Confirm
          isOpen
          onClose={() => setAsks(null)}
          title={t`Remove ${calendar.name}?`}
          keep={t`Keep it`}
          act={t`Remove`}
          isBusy={removing.isPending}
          onAct={() => removing.mutate()}
        >
          <Trans>The department works by the company’s calendar again, and its open deadlines are counted anew.</Trans>
        </Confirm>
      )}
      {typeof asks === 'object' && asks !== null && (
        <DayDialog calendar={calendar} date={asks.date} onClose={() => setAsks(null)} />
      )}
    </Column>
  );
}

function SpecialDay({ day, onOpen }: { day: CalendarDay; onOpen: (() => void) | undefined }) {
  const { t } = useLingui();
  const comma = t({ context: 'list', message: ', ' });
  const isOwn = day.kind === 'day_off' || day.kind === 'extra';
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-3 border-b border-line py-1 last:border-b-0">
      <span className="w-28 flex-none">
        <Day date={day.date} weekday />
      </span>
      <Badge tone={TONES[day.kind]}>{label(dayKindLabels, day.kind)}</Badge>
      <span className="min-w-0 flex-1">{day.reason}</span>
      <span className="text-ink-2">{hoursText(day.hours, comma)}</span>
      {isOwn && onOpen && (
        <Button size="sm" variant="ghost" aria-label={t`Change ${day.date}`} onPress={onOpen}>
          <Trans>Change</Trans>
        </Button>
      )}
    </li>
  );
}
