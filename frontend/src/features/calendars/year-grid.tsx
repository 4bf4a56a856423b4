import { useLingui } from '@lingui/react/macro';
import type { CalendarDay, DayKind } from '@/api';
import { dayKindLabels, label } from '@/shared/labels';
import { dateText, monthText, useMinute, weekdayName } from '@/shared/time';
import type { Tone } from '@/shared/ui/values/badge';
import { cx } from '@/shared/ui/cx';
import { grouped } from './hours';

/** What colour a kind of day has, in the grid and in the list. */
export const TONES: Record<DayKind, Tone> = {
  usual: 'mute',
  rest: 'mute',
  public_holiday: 'hold',
  make_up: 'warn',
  day_off: 'info',
  extra: 'ok',
};

const CELLS: Record<DayKind, string> = {
  usual: 'text-ink',
  rest: 'text-ink-3 bg-surface-2',
  public_holiday: 'bg-hold-soft text-hold-ink font-strong',
  make_up: 'bg-warn-soft text-warn-ink font-strong',
  day_off: 'bg-info-soft text-info-ink font-strong',
  extra: 'bg-ok-soft text-ok-ink font-strong',
};

const SHOWN: readonly DayKind[] = ['usual', 'rest', 'public_holiday', 'make_up', 'day_off', 'extra'];

interface Props {
  /** Every day of one year, in order. */
  days: readonly CalendarDay[];
  /** Opens a day to be changed; left out for those who may only read. */
  onDay: ((date: string) => void) | undefined;
}

/** A year of twelve months: which days are worked, and why those that differ do. */
export function YearGrid({ days, onDay }: Props) {
  const months = grouped(days, (day) => day.date.slice(0, 7));
  return (
    <>
      <ul className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
        {SHOWN.map((kind) => (
          <li key={kind} className="flex items-center gap-1.5">
            <span aria-hidden className={cx('size-3.5 rounded-badge inset-line-2', CELLS[kind])} />
            {label(dayKindLabels, kind)}
          </li>
        ))}
      </ul>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(190px,1fr))] gap-x-5 gap-y-4">
        {months.map(([month, of]) => (
          <Month key={month} month={month} days={of} onDay={onDay} />
        ))}
      </div>
    </>
  );
}

/** `Mo`, `一` */
function shortWeekday(weekday: number): string {
  const name = weekdayName(weekday);
  return name.length > 2 ? name.slice(0, 2) : name.slice(-1);
}

function Month({ month, days, onDay }: { month: string; days: readonly CalendarDay[] } & Pick<Props, 'onDay'>) {
  const first = new Date(`${month}-01T00:00:00Z`).getUTCDay() || 7;
  return (
    <section aria-label={monthText(`${month}-01`)}>
      <h4 className="date mb-1 text-xs font-strong">{monthText(`${month}-01`)}</h4>
      <div className="grid grid-cols-7 gap-0.5 text-center text-xs">
        {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
          <span key={weekday} aria-hidden className="truncate text-2xs text-ink-3">
            {shortWeekday(weekday)}
          </span>
        ))}
        {days.map((day, index) => (
          <Cell key={day.date} day={day} column={index === 0 ? first : undefined} onDay={onDay} />
        ))}
      </div>
    </section>
  );
}

function Cell({ day, column, onDay }: { day: CalendarDay; column: number | undefined } & Pick<Props, 'onDay'>) {
  const { t } = useLingui();
  const now = useMinute();
  const date = Number(day.date.slice(-2));
  const look = cx('flex h-6 items-center justify-center rounded-badge tabular-nums', CELLS[day.kind]);
  const style = column === undefined ? undefined : { gridColumnStart: column };
  const kind = label(dayKindLabels, day.kind);
  const what = day.reason === '' ? kind : t`${kind}: ${day.reason}`;
  if (!onDay) {
    return (
      <span className={look} style={style} title={what}>
        {date}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={cx(look, 'cursor-default hover:ring-focus-inside focus-visible:ring-focus-inside')}
      style={style}
      title={what}
      aria-label={`${dateText(day.date, now, 'UTC', { weekday: true })} ${what}`}
      onClick={() => onDay(day.date)}
    >
      {date}
    </button>
  );
}
