import {
  type CalendarDate,
  type DateValue,
  type ZonedDateTime,
  CalendarDateTime,
  parseAbsolute,
  parseDate,
  toCalendarDateTime,
  toZoned,
} from '@internationalized/date';
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
} from 'react-aria-components/Calendar';
import { DateInput, DateSegment } from 'react-aria-components/DateField';
import { DatePicker } from 'react-aria-components/DatePicker';
import { Dialog } from 'react-aria-components/Dialog';
import { Group } from 'react-aria-components/Group';
import { Heading } from 'react-aria-components/Heading';
import { cityOf, momentText, useMinute, weekdayName } from '@/shared/time';
import { cx } from '../cx';
import { CONTROL, FIELD, FieldFoot, type FieldFrame, FieldLabel, GROUP_FOCUS } from './field';
import { Popover } from '../overlays/popover';

interface Common extends FieldFrame {
  onBlur?: () => void;
  isDisabled?: boolean;
  autoFocus?: boolean;
  name?: string;
}

const SEGMENT =
  'min-w-6 rounded-[3px] text-center leading-6 tabular-nums outline-none focused:bg-accent focused:text-on-accent placeholder-shown:text-ink-3 ' +
  'focused:placeholder-shown:text-on-accent type-literal:min-w-0';

function weekdayOf(date: DateValue | null): string {
  if (!date) return '';
  return weekdayName(new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay() || 7);
}

/** Segments to type into, the weekday before them, the calendar to pick from behind a button. */
function Typed({ weekday, after }: { weekday: string; after?: ReactNode }) {
  return (
    <Group className={cx(CONTROL, GROUP_FOCUS, 'pr-1')}>
      {weekday && <span className="flex-none">{weekday}</span>}
      <DateInput className="flex flex-none items-center">
        {(segment) => <DateSegment segment={segment} className={SEGMENT} />}
      </DateInput>
      <span className="min-w-0 flex-1 truncate text-ink-3">{after}</span>
      <AriaButton className="flex size-6 flex-none items-center justify-center rounded-badge text-ink-3 hover:bg-hover">
        <CalendarDays className="icon-sm" aria-hidden />
      </AriaButton>
    </Group>
  );
}

function Picker() {
  return (
    <Popover className="p-2">
      <Dialog className="outline-none">
        <Calendar>
          <header className="flex items-center gap-1 pb-1">
            <AriaButton
              slot="previous"
              className="flex size-7 items-center justify-center rounded-control text-ink-3 hover:bg-hover"
            >
              <ChevronLeft className="icon-sm" aria-hidden />
            </AriaButton>
            <Heading className="flex-1 text-center text-sm font-strong" />
            <AriaButton
              slot="next"
              className="flex size-7 items-center justify-center rounded-control text-ink-3 hover:bg-hover"
            >
              <ChevronRight className="icon-sm" aria-hidden />
            </AriaButton>
          </header>
          <CalendarGrid>
            <CalendarGridHeader>
              {(day) => (
                <CalendarHeaderCell className="size-8 text-xs font-normal text-ink-3">{day}</CalendarHeaderCell>
              )}
            </CalendarGridHeader>
            <CalendarGridBody>
              {(date) => (
                <CalendarCell
                  date={date}
                  className={cx(
                    'flex size-8 cursor-default items-center justify-center rounded-control text-sm outline-none hover:bg-hover',
                    'selected:bg-accent selected:font-strong selected:text-on-accent focus-visible:ring-focus-inside',
                    'off:text-ink-off data-outside-month:invisible data-unavailable:text-ink-off data-unavailable:line-through',
                    'data-today:not-data-selected:shadow-[inset_0_0_0_1px_var(--accent-line)]',
                  )}
                />
              )}
            </CalendarGridBody>
          </CalendarGrid>
        </Calendar>
      </Dialog>
    </Popover>
  );
}

export interface DateFieldProps extends Common {
  /** A calendar date as the API carries it, `2026-11-24`; a day without an hour has no zone. */
  value: string | null;
  onChange: (value: string | null) => void;
  min?: string;
  max?: string;
}

/** A calendar date, typed or picked. */
export function DateField({
  label,
  isRequired,
  note,
  help,
  error,
  className,
  value,
  onChange,
  min,
  max,
  ...passed
}: DateFieldProps) {
  const date: CalendarDate | null = value === null ? null : parseDate(value);
  return (
    <DatePicker<CalendarDate>
      {...passed}
      value={date}
      onChange={(picked) => onChange(picked?.toString() ?? null)}
      minValue={min === undefined ? null : parseDate(min)}
      maxValue={max === undefined ? null : parseDate(max)}
      shouldForceLeadingZeros
      isRequired={isRequired ?? false}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={cx(FIELD, className)}
    >
      <FieldLabel label={label} isRequired={isRequired} note={note} />
      <Typed weekday={weekdayOf(date)} />
      <FieldFoot help={help} error={error} />
      <Picker />
    </DatePicker>
  );
}

export interface MomentFieldProps extends Common {
  /** An instant as the API carries it, or null. */
  value: string | null;
  onChange: (value: string | null) => void;
  /** Whose clock is typed: the customer's IANA zone. */
  zone: string;
  /** What to call that place; its city when left out. */
  place?: string;
  /** My own zone: the same moment is said in it below the field. */
  mine: string;
  min?: string;
  /** Whether it is callable there, and the like, after my own time. */
  verdict?: ReactNode;
}

/** A moment: typed and picked on the customer's clock, with my own time below it. */
export function MomentField(props: MomentFieldProps) {
  const {
    label,
    isRequired,
    note,
    help,
    error,
    className,
    value,
    onChange,
    zone,
    place,
    mine,
    min,
    verdict,
    ...passed
  } = props;
  const now = useMinute();
  const wall = value === null ? null : toCalendarDateTime(parseAbsolute(value, zone));
  return (
    <DatePicker<CalendarDateTime>
      {...passed}
      value={wall}
      onChange={(picked) => onChange(picked === null ? null : instantText(toZoned(picked, zone)))}
      minValue={min === undefined ? null : toCalendarDateTime(parseAbsolute(min, zone))}
      granularity="minute"
      hourCycle={24}
      shouldForceLeadingZeros
      isRequired={isRequired ?? false}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={cx(FIELD, className)}
    >
      <FieldLabel label={label} isRequired={isRequired} note={note} />
      <Typed weekday={weekdayOf(wall)} after={place ?? cityOf(zone)} />
      <FieldFoot
        error={error}
        help={help ?? (value !== null && <MyTime value={value} zone={zone} mine={mine} now={now} verdict={verdict} />)}
      />
      <Picker />
    </DatePicker>
  );
}

function MyTime({
  value,
  zone,
  mine,
  now,
  verdict,
}: {
  value: string;
  zone: string;
  mine: string;
  now: number;
  verdict: ReactNode;
}) {
  const here = momentText(value, mine, mine, now);
  return (
    <span className="flex items-center gap-1">
      {zone !== mine && <span className="date">{here}</span>}
      {verdict}
    </span>
  );
}

function instantText(zoned: ZonedDateTime): string {
  return zoned.toDate().toISOString().replace('.000Z', 'Z');
}
