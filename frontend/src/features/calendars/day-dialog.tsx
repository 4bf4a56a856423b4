import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExceptionDay, WorkHours, WorkingCalendar } from '@/api';
import { RadioGroup } from '@/shared/ui/forms/choice';
import { DateField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { hoursIn, hoursText } from './hours';
import { updateCalendar } from './queries';

type Worked = 'off' | 'usual' | 'hours' | 'none';

const workedOf = (day: ExceptionDay | undefined): Worked =>
  day === undefined ? 'off' : day.hours === null ? 'usual' : day.hours.length === 0 ? 'off' : 'hours';

interface Props {
  calendar: WorkingCalendar;
  date: string;
  onClose: () => void;
}

/** One date unlike the others: a day off, a day worked although the week says no, or hours of its own. */
export function DayDialog({ calendar, date: first, onClose }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [date, setDate] = useState<string | null>(first);
  const known = calendar.exceptions.find((day) => day.date === date);
  const [worked, setWorked] = useState<Worked>(workedOf(known));
  const [hours, setHours] = useState(hoursText(known?.hours ?? []));
  const [reason, setReason] = useState(known?.reason ?? '');
  const ranges = hoursIn(hours);
  const isFilled = worked !== 'hours' || (ranges !== null && ranges.length > 0);
  const value: Record<Worked, WorkHours> = { off: [], usual: null, hours: ranges ?? [], none: null };
  const rest = calendar.exceptions.filter((day) => day.date !== date);
  return (
    <FormDialog
      title={t`A day unlike the others`}
      act={worked === 'none' ? t`Make it ordinary` : t`Save the day`}
      onClose={onClose}
      isReady={date !== null && isFilled && (worked === 'none' || reason.trim() !== '')}
      send={() =>
        updateCalendar(calendar, {
          exceptions:
            worked === 'none' ? rest : [...rest, { date: date ?? '', hours: value[worked], reason: reason.trim() }],
        })
      }
      onDone={() => {
        void client.invalidateQueries({ queryKey: ['calendars'] });
        toast.done(t`${calendar.name} is changed; open deadlines are counted anew`);
      }}
    >
      {({ isAsked }) => (
        <>
          <DateField
            label={t`Date`}
            isRequired
            value={date}
            onChange={setDate}
            error={isAsked && date === null ? t`Which day?` : undefined}
          />
          <RadioGroup<Worked>
            label={t`On this day`}
            stacked
            value={worked}
            onChange={setWorked}
            choices={[
              { id: 'off', name: t`nobody works` },
              { id: 'usual', name: t`it is worked like an ordinary working day` },
              { id: 'hours', name: t`other hours are worked` },
              ...(known ? [{ id: 'none' as const, name: t`it is as the week and the holidays say` }] : []),
            ]}
          />
          {worked === 'hours' && (
            <TextField
              label={t`Hours`}
              isRequired
              placeholder="09:00–12:00, 13:00–15:00"
              value={hours}
              onChange={setHours}
              error={isAsked && !isFilled ? t`Times like 09:00–12:00, 13:00–15:00, one after the other.` : undefined}
            />
          )}
          {worked !== 'none' && (
            <TextField
              label={t`Why`}
              isRequired
              maxLength={300}
              value={reason}
              onChange={setReason}
              error={isAsked && reason.trim() === '' ? t`Say it in a few words.` : undefined}
            />
          )}
          <p className="text-xs text-ink-3">
            <Trans>Every open deadline that this day touches is counted anew.</Trans>
          </p>
        </>
      )}
    </FormDialog>
  );
}
