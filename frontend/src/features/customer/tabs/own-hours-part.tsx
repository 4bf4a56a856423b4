import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { PencilLine } from 'lucide-react';
import { useState } from 'react';
import { type Customer, api, unwrap } from '@/api';
import { language } from '@/shared/i18n';
import { weekdayName } from '@/shared/time';
import { type Week, WEEKDAYS, type Weekday, read, typed } from '@/shared/time/week';
import { Button } from '@/shared/ui/actions/button';
import { Switch } from '@/shared/ui/forms/choice';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { Part } from '../part';
import { contactsQuery, hoursQuery } from '../queries';

const WHOLE = 'whole';

/** Hours in which the company, or somebody there, asked to be called: they narrow what policy allows (OT-10). */
export function OwnHoursPart({ customer, writes }: { customer: Customer; writes: boolean }) {
  const { t } = useLingui();
  const [whose, setWhose] = useState(WHOLE);
  const [isChanging, setChanging] = useState(false);
  const people = useQuery(contactsQuery(customer.id)).data?.items ?? [];
  const contactId = whose === WHOLE ? null : whose;
  const hours = useQuery(hoursQuery(customer.id, contactId));
  const zh = language() === 'zh-CN';
  return (
    <Part
      query={hours}
      title={<Trans>When they may be called</Trans>}
      actions={
        <>
          <Select
            label={t`Whose hours`}
            hidesLabel
            size="sm"
            value={whose}
            onChange={setWhose}
            choices={[{ id: WHOLE, name: t`The whole company` }, ...people.map(({ id, name }) => ({ id, name }))]}
          />
          {writes && (
            <Button size="sm" variant="ghost" icon={PencilLine} onPress={() => setChanging(true)}>
              <Trans>Hours they asked for</Trans>
            </Button>
          )}
        </>
      }
    >
      {(found) => (
        <>
          <p>{zh ? found.explanation.zh : found.explanation.en}</p>
          {found.own_hours === null ? (
            <p className="text-ink-3">
              <Trans>They asked for no hours of their own.</Trans>
            </p>
          ) : (
            <dl className="mt-1 grid max-w-100 grid-cols-[5rem_1fr] gap-y-0.5">
              {WEEKDAYS.map((day, index) => (
                <div key={day} className="contents">
                  <dt className="text-ink-3">{weekdayName(index + 1)}</dt>
                  <dd>{typed(found.own_hours?.[day] ?? []) || <Trans>not that day</Trans>}</dd>
                </div>
              ))}
            </dl>
          )}
          {isChanging && (
            <HoursDialog
              customerId={customer.id}
              contactId={contactId}
              before={found.own_hours as Week | null}
              onClose={() => setChanging(false)}
            />
          )}
        </>
      )}
    </Part>
  );
}

interface DialogProps {
  customerId: string;
  contactId: string | null;
  before: Week | null;
  onClose: () => void;
}

function HoursDialog({ customerId, contactId, before, onClose }: DialogProps) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [texts, setTexts] = useState(
    () => Object.fromEntries(WEEKDAYS.map((day) => [day, typed(before?.[day] ?? [])])) as Record<Weekday, string>,
  );
  const [note, setNote] = useState('');
  const [isDropped, setDropped] = useState(false);
  const found = WEEKDAYS.map((day) => [day, read(texts[day])] as const);
  const isSound = found.every(([, stretches]) => stretches !== null);
  const hasHours = found.some(([, stretches]) => (stretches ?? []).length > 0);
  const weekly = isDropped ? null : (Object.fromEntries(found.map(([day, each]) => [day, each ?? []])) as Week);
  const body = { contact_id: contactId, weekly, note: isDropped ? null : note.trim() || null };
  return (
    <FormDialog
      title={t`Hours they asked for`}
      act={isDropped ? t`Drop these hours` : t`Keep these hours`}
      isDanger={isDropped}
      onClose={onClose}
      isReady={isDropped || (isSound && hasHours)}
      send={() =>
        unwrap(
          api.PUT('/v1/customers/{customer_id}/own-hours', { body, params: { path: { customer_id: customerId } } }),
        )
      }
      onDone={() => void client.invalidateQueries({ queryKey: ['customer', customerId, 'hours'] })}
    >
      {({ isAsked }) => (
        <>
          {!isDropped && (
            <>
              <p>
                <Trans>By their wall clock; a day left empty is one without calls.</Trans>
              </p>
              <div className="grid grid-cols-2 gap-3 max-phone:grid-cols-1">
                {WEEKDAYS.map((day, index) => (
                  <TextField
                    key={day}
                    label={weekdayName(index + 1)}
                    value={texts[day]}
                    onChange={(text) => setTexts({ ...texts, [day]: text })}
                    placeholder="09:00–12:00"
                    error={read(texts[day]) === null ? t`As 09:00–12:00 13:00–18:00` : undefined}
                  />
                ))}
              </div>
              {isAsked && isSound && !hasHours && (
                <p role="alert" className="text-bad-ink">
                  <Trans>Name some hours on one day at least.</Trans>
                </p>
              )}
              <TextField label={t`What they said`} value={note} onChange={setNote} />
            </>
          )}
          {before !== null && (
            <Switch isSelected={isDropped} onChange={setDropped}>
              <Trans>They no longer ask for hours</Trans>
            </Switch>
          )}
        </>
      )}
    </FormDialog>
  );
}
