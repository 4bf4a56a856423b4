import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DutyDay, PersonDuty, Roster, RosterExceptionKind } from '@/api';
import { options } from '@/shared/labels';
import { rosterExceptionLabels } from '@/shared/labels/planning';
import { usePreferences } from '@/shared/preferences';
import { dateText, useMinute, weekdayName } from '@/shared/time';
import { Switch } from '@/shared/ui/forms/choice';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { rosterQuery, useDrop, useKeep } from './queries';
import { type Week, WEEKDAYS, type Weekday, minutes, read, typed } from '@/shared/time/week';

export interface Change {
  person: PersonDuty;
  /** One date of theirs; null for the usual week. */
  day: DutyDay | null;
}

interface Props {
  change: Change;
  onClose: () => void;
}

type Usual = 'usual';

/** What changes: the usual week of somebody, or one date. */
export function RosterDialog({ change, onClose }: Props) {
  const id = change.person.roster_id;
  const roster = useQuery({ ...rosterQuery(id ?? ''), enabled: id !== null });
  if (id !== null && !roster.data) return null;
  const known = id === null ? null : (roster.data ?? null);
  return change.day === null ? (
    <WeekDialog person={change.person} roster={known} onClose={onClose} />
  ) : (
    <DayDialog person={change.person} day={change.day} roster={known} onClose={onClose} />
  );
}

/** The week that a person without a roster works by now: what their days say. */
function weekOf(person: PersonDuty, roster: Roster | null): Week {
  const week = Object.fromEntries(WEEKDAYS.map((day) => [day, roster?.weekly[day] ?? []])) as unknown as Week;
  if (roster) return week;
  for (const day of person.days) {
    const name = WEEKDAYS[(new Date(`${day.date}T00:00:00Z`).getUTCDay() + 6) % 7] as Weekday;
    if (week[name].length === 0 && day.kind === 'shift') week[name] = day.hours;
  }
  return week;
}

function WeekDialog({ person, roster, onClose }: { person: PersonDuty; roster: Roster | null; onClose: () => void }) {
  const { t } = useLingui();
  const keep = useKeep();
  const drop = useDrop();
  const [isDropped, setDropped] = useState(false);
  const before = weekOf(person, roster);
  const [texts, setTexts] = useState(
    () => Object.fromEntries(WEEKDAYS.map((day) => [day, typed(before[day])])) as Record<Weekday, string>,
  );
  const [languages, setLanguages] = useState(person.languages.join(' '));
  const [keepsHolidays, setKeepsHolidays] = useState(roster?.keeps_holidays ?? true);
  const found = WEEKDAYS.map((day) => [day, read(texts[day])] as const);
  const isSound = found.every(([, stretches]) => stretches !== null);
  const week = Object.fromEntries(found.map(([day, stretches]) => [day, stretches ?? []])) as unknown as Week;
  const hours = minutes(week) / 60;
  return (
    <FormDialog
      title={t`Shifts of ${person.user_name}`}
      act={isDropped ? t`Drop the roster` : t`Keep the week`}
      onClose={onClose}
      isReady={(isSound && hours > 0) || isDropped}
      isDanger={isDropped}
      send={() =>
        isDropped && roster !== null
          ? drop(roster)
          : keep(person.user_id, roster, {
              weekly: week,
              exceptions: roster?.exceptions ?? [],
              keeps_holidays: keepsHolidays,
              languages: languages.split(/[\s,，]+/).filter((tag) => tag !== ''),
            })
      }
      footnote={<Trans>{hours} hours a week</Trans>}
    >
      {({ isAsked }) => (
        <>
          <div className="grid grid-cols-2 gap-3 max-phone:grid-cols-1">
            {WEEKDAYS.map((day, index) => (
              <TextField
                key={day}
                label={weekdayName(index + 1)}
                value={texts[day]}
                onChange={(text) => setTexts({ ...texts, [day]: text })}
                placeholder={t`free`}
                error={read(texts[day]) === null ? t`As 09:00–12:00 13:00–18:00` : undefined}
              />
            ))}
          </div>
          {isAsked && hours === 0 && (
            <p role="alert" className="text-bad-ink">
              <Trans>A week has some hours.</Trans>
            </p>
          )}
          <TextField
            label={t`Languages spoken`}
            value={languages}
            onChange={setLanguages}
            placeholder="zh en pt-BR"
            help={t`Codes with blanks between; customers go to who speaks theirs.`}
          />
          <Switch isSelected={keepsHolidays} onChange={setKeepsHolidays}>
            <Trans>Public holidays of the department are free</Trans>
          </Switch>
          {roster !== null && (
            <Switch isSelected={isDropped} onChange={setDropped}>
              <Trans>No roster of their own: the department’s hours again</Trans>
            </Switch>
          )}
        </>
      )}
    </FormDialog>
  );
}

function DayDialog({
  person,
  day,
  roster,
  onClose,
}: {
  person: PersonDuty;
  day: DutyDay;
  roster: Roster | null;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const now = useMinute();
  const keep = useKeep();
  const known = roster?.exceptions.find((each) => each.date === day.date);
  const [kind, setKind] = useState<RosterExceptionKind | Usual>(known?.kind ?? 'usual');
  const [hours, setHours] = useState(typed(known?.hours ?? day.hours));
  const [reason, setReason] = useState(known?.reason ?? '');
  const isWorked = kind === 'shift' || kind === 'training' || kind === 'other';
  const stretches = isWorked ? read(hours) : [];
  const send = () => {
    const others = (roster?.exceptions ?? []).filter((each) => each.date !== day.date);
    const exception =
      kind === 'usual'
        ? []
        : [{ date: day.date, kind, hours: stretches ?? [], reason: reason.trim() === '' ? null : reason.trim() }];
    return keep(person.user_id, roster, {
      weekly: weekOf(person, roster),
      exceptions: [...others, ...exception],
      keeps_holidays: roster?.keeps_holidays ?? true,
      languages: roster?.languages ?? [],
    });
  };
  return (
    <FormDialog
      title={t`${person.user_name}, ${dateText(day.date, now, zone, { weekday: true })}`}
      act={t`Keep the day`}
      onClose={onClose}
      isReady={stretches !== null}
      send={send}
    >
      {() => (
        <>
          <Select<RosterExceptionKind | Usual>
            label={t`What they do`}
            value={kind}
            onChange={setKind}
            choices={[{ id: 'usual', name: t`As in every week` }, ...options(rosterExceptionLabels)]}
          />
          {isWorked && (
            <TextField
              label={t`Hours`}
              value={hours}
              onChange={setHours}
              placeholder={t`free`}
              error={stretches === null ? t`As 09:00–12:00 13:00–18:00` : undefined}
            />
          )}
          {kind !== 'usual' && <TextField label={t`Reason`} value={reason} onChange={setReason} />}
        </>
      )}
    </FormDialog>
  );
}
