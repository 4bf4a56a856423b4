import { useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { WorkingCalendar } from '@/api';
import { countryName, title } from '@/shared/format';
import { ZonePicker } from '@/shared/pickers/zone-picker';
import { weekdayName } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { WEEKDAYS, type Week, type Weekday, hoursIn, hoursText } from './hours';
import { type CalendarFacts, createCalendar, departmentsQuery, updateCalendar } from './queries';

interface Props {
  /** Null for a department that gets its own. */
  calendar: WorkingCalendar | null;
  /** Departments that have one already. */
  taken: ReadonlySet<string | null>;
  onClose: () => void;
  onDone?: (calendar: WorkingCalendar) => void;
}

type Typed = Record<Weekday, string>;

const USUAL = '09:00–12:00, 13:00–18:00';

const typedOf = (week: Week | undefined): Typed =>
  Object.fromEntries(
    WEEKDAYS.map((day, index) => [day, week ? hoursText(week[day] ?? []) : index < 5 ? USUAL : '']),
  ) as Typed;

/** A calendar's name, zone, holidays and week; the week is typed as people write it. */
export function CalendarDialog({ calendar, taken, onClose, onDone }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const departments = useQuery(departmentsQuery).data;
  const [departmentId, setDepartmentId] = useState<string | null>(null);
  const [name, setName] = useState(calendar?.name ?? '');
  const [zone, setZone] = useState(calendar?.zone ?? 'Asia/Shanghai');
  const [country, setCountry] = useState(calendar?.holiday_country ?? 'CN');
  const [part, setPart] = useState(calendar?.holiday_subdivision ?? '');
  const [week, setWeek] = useState(() => typedOf(calendar?.weekly));
  const hours = WEEKDAYS.map((day) => [day, hoursIn(week[day])] as const);
  const isWeek = hours.every(([, ranges]) => ranges !== null) && hours.some(([, ranges]) => ranges?.length);
  const needsDepartment = calendar === null && departmentId === null;
  const code = country.trim().toUpperCase();
  const facts: CalendarFacts = {
    name: name.trim(),
    zone,
    weekly: Object.fromEntries(hours.map(([day, ranges]) => [day, ranges ?? []])) as Week,
    holiday_country: code === '' ? null : code,
    holiday_subdivision: part.trim() === '' ? null : part.trim().toUpperCase(),
  };
  const free = [...(departments?.values() ?? [])].filter((each) => each.active && !taken.has(each.id));
  return (
    <FormDialog
      title={calendar?.name ?? t`Calendar for a department`}
      size="md"
      act={calendar ? t`Save` : t`Make it`}
      onClose={onClose}
      isReady={facts.name !== '' && isWeek === true && !needsDepartment}
      shows={(pointer) =>
        ['/name', '/zone', '/holiday_country', '/holiday_subdivision', '/department_id'].includes(pointer)
      }
      send={async () => {
        const made = calendar ? await updateCalendar(calendar, facts) : await createCalendar(departmentId ?? '', facts);
        onDone?.(made);
      }}
      onDone={() => {
        void client.invalidateQueries({ queryKey: ['calendars'] });
        toast.done(t`${facts.name} is saved; open deadlines are counted anew`);
      }}
    >
      {({ isAsked, faultAt }) => (
        <div className="grid grid-cols-2 items-start gap-3 max-tablet:grid-cols-1">
          {calendar === null && (
            <Select
              label={t`Department`}
              isRequired
              choices={free.map((each) => ({ id: each.id, name: title(each) }))}
              value={departmentId}
              onChange={setDepartmentId}
              error={isAsked && needsDepartment ? t`Needed.` : faultAt('/department_id')}
            />
          )}
          <TextField
            label={t`Name`}
            isRequired
            value={name}
            onChange={setName}
            error={isAsked && facts.name === '' ? t`Needed.` : faultAt('/name')}
          />
          <ZonePicker label={t`Time zone`} value={zone} onChange={setZone} error={faultAt('/zone')} />
          <TextField
            label={t`Public holidays of`}
            placeholder="CN"
            maxLength={2}
            value={country}
            onChange={setCountry}
            help={code.length === 2 ? countryName(code) : t`Two letters, or empty for none.`}
            error={faultAt('/holiday_country')}
          />
          <TextField
            label={t`Part of the country`}
            placeholder="BY"
            value={part}
            onChange={setPart}
            help={t`Where a part has holidays of its own.`}
            error={faultAt('/holiday_subdivision')}
          />
          <fieldset className="col-span-full flex flex-col gap-1.5">
            <legend className="mb-1 text-xs text-ink-2">{t`Ordinary week`}</legend>
            {WEEKDAYS.map((day, index) => (
              <div key={day} className="flex items-start gap-2">
                <TextField
                  className="flex-1"
                  label={weekdayName(index + 1)}
                  placeholder={t`free`}
                  value={week[day]}
                  onChange={(text) => setWeek({ ...week, [day]: text })}
                  error={
                    hoursIn(week[day]) === null
                      ? t`Times like 09:00–12:00, 13:00–18:00, one after the other.`
                      : undefined
                  }
                />
                {index === 0 && (
                  <Button
                    size="sm"
                    className="mt-6"
                    onPress={() =>
                      setWeek({
                        ...week,
                        ...Object.fromEntries(WEEKDAYS.slice(0, 5).map((each) => [each, week.monday])),
                      })
                    }
                  >
                    {t`The same until Friday`}
                  </Button>
                )}
              </div>
            ))}
          </fieldset>
        </div>
      )}
    </FormDialog>
  );
}
