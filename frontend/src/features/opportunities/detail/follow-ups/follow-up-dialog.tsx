import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Method, type Opportunity, api, once, unwrap } from '@/api';
import { methodLabels, options } from '@/shared/labels';
import { ContactPicker } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { addDays, cityOf, dayIn, useMinute } from '@/shared/time';
import { DateField, MomentField } from '@/shared/ui/forms/date-field';
import { Segmented } from '@/shared/ui/actions/segmented';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { headers, useRefresh } from '../change';
import { customerQuery } from '../queries';

/** Plans the next contact of the sale: how, when, and what it is to bring (CR-14). */
export function FollowUpDialog({ opportunity, onClose }: { opportunity: Opportunity; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const { zone: mine } = usePreferences();
  const customer = useQuery(customerQuery(opportunity.customer_id));
  const zone = customer.data?.zone ?? mine;
  const today = dayIn(useMinute(), zone);
  const [method, setMethod] = useState<Method>('phone');
  const [aim, setAim] = useState('');
  const [contactId, setContactId] = useState<string | null>(opportunity.decision_maker_id);
  const [kind, setKind] = useState<'day' | 'time'>('day');
  const [day, setDay] = useState<string | null>(addDays(today, 1));
  const [at, setAt] = useState<string | null>(null);
  const isTimed = kind === 'time';
  const when = isTimed ? { due_at: at } : { due_on: day };
  return (
    <FormDialog
      title={<Trans>Plan a follow-up</Trans>}
      size="md"
      act={t`Plan it`}
      footnote={<Trans>It goes into the running follow-up plan of whoever makes it.</Trans>}
      onClose={onClose}
      isReady={aim.trim() !== '' && (isTimed ? at !== null : day !== null)}
      send={() => {
        const body = { plan: { method, aim: aim.trim(), contact_id: contactId, ...when } };
        return once(`follow-up:${opportunity.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/opportunities/{opportunity_id}/follow-ups', {
              body,
              params: { path: { opportunity_id: opportunity.id }, header: headers(key) },
            }),
          ),
        );
      }}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <TextField
            label={t`What it is to bring`}
            isRequired
            autoFocus
            value={aim}
            onChange={setAim}
            error={isAsked && aim.trim() === '' ? t`Say what the contact is for.` : undefined}
          />
          <div className="flex flex-wrap gap-2">
            <Select
              className="w-40"
              label={t`How`}
              choices={options(methodLabels)}
              value={method}
              onChange={setMethod}
            />
            <ContactPicker
              className="min-w-48 flex-1"
              label={t({ context: 'opportunities', message: 'With whom' })}
              customerId={opportunity.customer_id}
              value={contactId}
              onChange={setContactId}
            />
          </div>
          <Segmented<'day' | 'time'>
            label={t`How exact`}
            value={kind}
            onChange={setKind}
            className="self-start"
            choices={[
              { id: 'day', name: t`A day` },
              { id: 'time', name: t`An exact time` },
            ]}
          />
          {isTimed ? (
            <MomentField
              label={t`Time at the customer`}
              isRequired
              zone={zone}
              mine={mine}
              place={customer.data?.city ?? cityOf(zone)}
              value={at}
              onChange={setAt}
              error={isAsked && at === null ? t`Choose the time.` : undefined}
            />
          ) : (
            <DateField
              label={t`Day at the customer`}
              isRequired
              min={today}
              value={day}
              onChange={setDay}
              error={isAsked && day === null ? t`Choose a day.` : undefined}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
