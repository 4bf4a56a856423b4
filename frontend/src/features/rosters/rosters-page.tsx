import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CalendarOff, ChevronLeft, ChevronRight, Users } from 'lucide-react';
import { useState } from 'react';
import type { DutyDay, DutyKind, PersonDuty } from '@/api';
import { useNames, useTeamNames } from '@/shared/directory';
import { figure } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { label } from '@/shared/labels';
import { dutyLabels } from '@/shared/labels/planning';
import { usePreferences } from '@/shared/preferences';
import { addDays, cityOf, dateText, dayIn, useMinute, wallTime } from '@/shared/time';
import { SOFT, type Tone } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { PanelHeader } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { LineTable } from '@/shared/ui/lists/line-table';
import { daysQuery } from './queries';
import { type Change, RosterDialog } from './roster-dialog';
import { typed } from '@/shared/time/week';

interface Props {
  /** The Monday it begins with; this week's when left out. */
  from: string | null;
  onFrom: (day: string | null) => void;
}

const DAYS = 14;
const TONES: Record<DutyKind, Tone> = {
  shift: 'accent',
  rest: 'mute',
  holiday: 'hold',
  leave: 'warn',
  sick: 'bad',
  training: 'info',
  other: 'mute',
};
const HEAD = 'border-b border-line bg-surface-2 px-1.5 py-1 text-xs font-normal whitespace-nowrap text-ink-3';

/** Who works when, two weeks at a glance: a lead changes weeks and days, everybody reads their own. */
export function RostersPage({ from, onFrom }: Props) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const now = useMinute();
  const today = dayIn(now, zone);
  const monday = addDays(today, 1 - wallTime(now, zone).weekday);
  const first = from ?? monday;
  const last = addDays(first, DAYS - 1);
  const grid = useQuery(daysQuery(first, last));
  const [change, setChange] = useState<Change | null>(null);
  const step = (by: number) => onFrom(addDays(first, by));
  useHotkeys([
    { keys: '[', name: t`Week before`, group: 'list', run: () => step(-7) },
    { keys: ']', name: t`Week after`, group: 'list', run: () => step(7) },
  ]);
  const days = Array.from({ length: DAYS }, (_, index) => addDays(first, index));
  const nameOf = useNames();
  const teamOf = useTeamNames();
  const people = (grid.data?.people ?? []).map((person) => ({
    ...person,
    user_name: nameOf(person.user_id, person.user_name),
    team_name: teamOf(person.team_id, person.team_name),
  }));
  return (
    <>
      <PanelHeader
        title={t`Rosters`}
        note={<span className="date">{`${dateText(first, now, zone)}–${dateText(last, now, zone)}`}</span>}
        actions={
          <>
            <IconButton icon={ChevronLeft} label={t`Week before`} onPress={() => step(-7)} />
            <Button onPress={() => onFrom(null)}>
              <Trans>This week</Trans>
            </Button>
            <IconButton icon={ChevronRight} label={t`Week after`} onPress={() => step(7)} />
          </>
        }
      />
      <div className="flex flex-none flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        {(['shift', 'rest', 'holiday', 'leave', 'sick', 'training'] as const).map((kind) => (
          <span key={kind} className={cx('rounded-badge px-1.5 py-0.5 text-xs', SOFT[TONES[kind]])}>
            {label(dutyLabels, kind)}
          </span>
        ))}
        <span className="text-xs text-ink-3">
          <Trans>Dial plans keep to these hours; who has no roster works by the department’s.</Trans>
        </span>
      </div>
      {grid.isPending && <SkeletonRows rows={8} />}
      {grid.isError && (
        <PartError
          title={<Trans>The rosters were not loaded</Trans>}
          error={grid.error}
          onRetry={() => void grid.refetch()}
        />
      )}
      {grid.isSuccess && people.length === 0 && (
        <Empty className="py-16" icon={Users} title={<Trans>Nobody who calls is in your scope</Trans>}>
          <Trans>Those who call customers of their own stand here.</Trans>
        </Empty>
      )}
      {people.length > 0 && (
        <LineTable label={t`Rosters`} className="min-h-0 flex-1 overflow-y-auto">
          <thead className="sticky top-0 z-1">
            <tr>
              <th className={cx(HEAD, 'sticky left-0 pl-4 text-left')}>
                <Trans>Person</Trans>
              </th>
              {days.map((day) => (
                <th key={day} scope="col" className={cx(HEAD, day === today && 'font-strong text-ink')}>
                  {dateText(day, now, zone, { weekday: true, narrow: true })}
                </th>
              ))}
              <th className={cx(HEAD, 'pr-4 text-right')}>
                <Trans context="amount">Hours</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <Row key={person.user_id} person={person} onChange={setChange} />
            ))}
          </tbody>
        </LineTable>
      )}
      {change && <RosterDialog change={change} onClose={() => setChange(null)} />}
    </>
  );
}

function Row({ person, onChange }: { person: PersonDuty; onChange: (change: Change) => void }) {
  const { t } = useLingui();
  const sum = person.days.reduce((minutes, day) => minutes + day.minutes, 0);
  const name = (
    <>
      <b className="block truncate">{person.user_name}</b>
      <span className="block truncate text-xs font-normal text-ink-3">
        {[person.team_name, cityOf(person.zone), person.languages.join(' ')].filter((part) => part).join(' · ')}
      </span>
    </>
  );
  return (
    <tr className="max-tablet:grid-cols-4 max-tablet:gap-1">
      <th
        scope="row"
        className="sticky left-0 max-w-52 border-b border-line bg-surface py-1 pr-3 pl-4 text-left max-tablet:col-span-full"
      >
        {person.writable ? (
          <button
            type="button"
            aria-label={t`Shifts of ${person.user_name}`}
            onClick={() => onChange({ person, day: null })}
            className="w-full cursor-default rounded-badge text-left hover:bg-hover focus-visible:ring-focus"
          >
            {name}
          </button>
        ) : (
          name
        )}
      </th>
      {person.days.map((day) => (
        <td key={day.date} className="border-b border-line p-0.5 *:flex-1">
          {person.writable ? (
            <button
              type="button"
              onClick={() => onChange({ person, day })}
              className="w-full cursor-default rounded-badge focus-visible:ring-focus"
            >
              <DayCell day={day} />
            </button>
          ) : (
            <DayCell day={day} />
          )}
        </td>
      ))}
      <td className="border-b border-line pr-4 text-right whitespace-nowrap max-tablet:col-span-full">
        {figure(sum / 60)}
      </td>
    </tr>
  );
}

function DayCell({ day }: { day: DutyDay }) {
  const isOff = day.hours.length === 0;
  return (
    <span
      title={day.reason}
      className={cx(
        'flex h-10 min-w-16 flex-col items-center justify-center rounded-badge px-1 text-xs whitespace-nowrap',
        day.kind === 'rest' && isOff ? 'text-ink-3' : SOFT[TONES[day.kind]],
      )}
    >
      {isOff ? (
        <span className="flex items-center gap-1">
          {day.kind !== 'rest' && <CalendarOff className="icon-xs" aria-hidden />}
          {label(dutyLabels, day.kind)}
        </span>
      ) : (
        typed(day.hours)
          .split(' ')
          .map((stretch) => <span key={stretch}>{stretch}</span>)
      )}
    </span>
  );
}
