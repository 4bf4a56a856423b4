import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Complaint, type Method, api, once, unwrap } from '@/api';
import { label, methodLabels, options } from '@/shared/labels';
import { ContactPicker } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { dateIn, timeIn, useMinute } from '@/shared/time';
import { Checkbox, RadioGroup } from '@/shared/ui/forms/choice';
import { Segmented } from '@/shared/ui/actions/segmented';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { NeededMoment, NeededText } from '@/shared/ui/forms/needed';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { recordsQuery } from '../../queries';
import type { ActProps } from './act-dialog';
import { changeFacts, makeMove, useRefresh } from './change';
import { sinceOf, wordsOf } from '../contacts-part';

/** A contact as it is typed here. */
interface Typed {
  method: Method;
  at: string | null;
  contactId: string | null;
  said: string;
}

/** Writes down a contact: a call as a call record, the rest as a contact record. Gives its id. */
async function logContact(complaint: Complaint, typed: Typed): Promise<string> {
  const common = {
    customer_id: complaint.customer_id,
    contact_id: typed.contactId,
    started_at: typed.at ?? '',
    ended_at: typed.at,
    key_points: typed.said.trim(),
    outcome: typed.said.trim(),
    next_step: { kind: 'none' as const, reason: `${complaint.number}` },
  };
  const intent = `complaint-contact:${complaint.id}`;
  if (typed.method === 'phone') {
    const body = {
      ...common,
      direction: 'outbound' as const,
      disposition: 'connected' as const,
      intent_level: 'none' as const,
    };
    const record = await once(intent, body, (key) =>
      unwrap(api.POST('/v1/call-records', { body, params: { header: { 'Idempotency-Key': key } } })),
    );
    return record.id;
  }
  const body = { ...common, method: typed.method, direction: 'outbound' as const };
  const record = await once(intent, body, (key) =>
    unwrap(api.POST('/v1/contact-records', { body, params: { header: { 'Idempotency-Key': key } } })),
  );
  return record.id;
}

function useTyped(complaint: Complaint) {
  const [typed, setTyped] = useState<Typed>(() => ({
    method: complaint.channel ?? 'phone',
    // To the second: a contact in the minute of the registration comes after it.
    at: new Date(Math.max(Date.now(), Date.parse(complaint.registered_at))).toISOString(),
    contactId: complaint.contact_id,
    said: '',
  }));
  return { typed, set: (part: Partial<Typed>) => setTyped((old) => ({ ...old, ...part })) };
}

interface FieldsProps {
  complaint: Complaint;
  typed: Typed;
  set: (part: Partial<Typed>) => void;
}

function TypedFields({ complaint, typed, set }: FieldsProps) {
  const { t } = useLingui();
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Select
          className="w-36"
          label={t`How`}
          choices={options(methodLabels)}
          value={typed.method}
          onChange={(method) => set({ method })}
        />
        <ContactPicker
          className="min-w-44 flex-1"
          label={t({ context: 'complaints', message: 'With whom' })}
          customerId={complaint.customer_id}
          value={typed.contactId}
          onChange={(contactId) => set({ contactId })}
        />
      </div>
      <NeededMoment label={t`When`} value={typed.at} onChange={(at) => set({ at })} />
      <NeededText
        label={t`What was said`}
        autoFocus
        rows={3}
        value={typed.said}
        onChange={(said) => set({ said })}
        missing={t`Write what was said.`}
      />
    </>
  );
}

/** Logs a contact with the customer about the complaint. */
export function LogDialog({ complaint, onClose }: ActProps) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const { typed, set } = useTyped(complaint);
  return (
    <FormDialog
      title={<Trans>Log a contact with {complaint.customer_name}</Trans>}
      size="md"
      act={t`Log it`}
      onClose={onClose}
      isReady={typed.at !== null && typed.said.trim() !== ''}
      send={() => logContact(complaint, typed)}
      onDone={refresh}
    >
      <TypedFields complaint={complaint} typed={typed} set={set} />
    </FormDialog>
  );
}

/** The customer was contacted: by which contact, and what was still to be asked (CR-22, CR-23). */
export function ContactDialog({ complaint, onClose }: ActProps) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const now = useMinute();
  const { zone } = usePreferences();
  const records = useQuery(recordsQuery(complaint.customer_id, sinceOf(complaint)));
  const { typed, set } = useTyped(complaint);
  const [kind, setKind] = useState<'new' | 'known'>('new');
  const [recordId, setRecordId] = useState<string | null>(null);
  const [apologised, setApologised] = useState(complaint.apologised);
  const [reason, setReason] = useState(complaint.reason ?? '');
  const [product, setProduct] = useState(complaint.product ?? '');
  const [wanted, setWanted] = useState(complaint.wanted_solution ?? '');
  const reached = records.data?.items.filter((record) => record.reached) ?? [];
  const isKnown = kind === 'known';
  const hasContact = isKnown ? recordId !== null : typed.at !== null && typed.said.trim() !== '';
  const facts = {
    ...(reason.trim() && reason !== complaint.reason && { reason: reason.trim() }),
    ...(product.trim() && product !== complaint.product && { product: product.trim() }),
    ...(wanted.trim() && wanted !== complaint.wanted_solution && { wanted_solution: wanted.trim() }),
    ...(complaint.channel === null && { channel: typed.method }),
  };
  const isWhole = reason.trim() !== '' && product.trim() !== '' && wanted.trim() !== '';
  return (
    <FormDialog
      title={<Trans>The customer was contacted</Trans>}
      size="lg"
      act={t`Note the contact`}
      onClose={onClose}
      isReady={hasContact && isWhole}
      send={async () => {
        // Whatever was written before a refusal is there: trying again goes on from it.
        try {
          const changed = Object.keys(facts).length > 0 ? await changeFacts(complaint, facts) : complaint;
          const record = isKnown ? recordId : await logContact(complaint, typed);
          await makeMove(changed, 'contact', { contact_record_id: record, apologised });
        } catch (error) {
          refresh();
          throw error;
        }
      }}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          {reached.length > 0 && (
            <Segmented<'new' | 'known'>
              label={t`Which contact`}
              className="self-start"
              value={kind}
              onChange={setKind}
              choices={[
                { id: 'new', name: t`Log it now` },
                { id: 'known', name: t`Logged already` },
              ]}
            />
          )}
          {isKnown ? (
            <RadioGroup
              stacked
              label={t`Contacts since`}
              value={recordId}
              onChange={setRecordId}
              error={isAsked && recordId === null ? t`Choose the contact.` : undefined}
              choices={reached.map((record) => ({
                id: record.id,
                name: `${label(methodLabels, record.method)} · ${dateIn(record.started_at, zone, now)} ${timeIn(record.started_at, zone)}`,
                detail: wordsOf(record).slice(0, 60),
              }))}
            />
          ) : (
            <TypedFields complaint={complaint} typed={typed} set={set} />
          )}
          <Checkbox isSelected={apologised} onChange={setApologised}>
            <Trans>An apology was given</Trans>
          </Checkbox>
          <div className="grid grid-cols-1 gap-3 border-t border-line pt-3 tablet:grid-cols-2">
            <NeededText
              className="tablet:col-span-2"
              label={t`What they complain about`}
              rows={2}
              value={reason}
              onChange={setReason}
              missing={t`What do they complain about?`}
            />
            <TextField
              label={t`Product or service`}
              isRequired
              value={product}
              onChange={setProduct}
              error={isAsked && product.trim() === '' ? t`What is it about?` : undefined}
            />
            <TextField
              label={t`What they want`}
              isRequired
              value={wanted}
              onChange={setWanted}
              error={isAsked && wanted.trim() === '' ? t`What do they want?` : undefined}
            />
          </div>
        </>
      )}
    </FormDialog>
  );
}
