import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Method, type PlannedContact, api, unwrap } from '@/api';
import { methodLabels, options } from '@/shared/labels';
import { ContactPicker, PersonPicker } from '@/shared/pickers';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { cancel, reassign, reschedule, useRefresh } from './acts';
import { type When, WhenFields, whenBody } from './when';

/** What is done to one planned contact. */
export type ItemAct = 'edit' | 'reschedule' | 'reassign' | 'cancel';

interface Props {
  item: PlannedContact;
  onClose: () => void;
  /** What stands in the fields at first, where it was dragged or stepped to. */
  to?: { on: string; at: string | null };
}

/** The dialog of an act. */
export function ItemDialog({ act, ...props }: Props & { act: ItemAct }) {
  switch (act) {
    case 'edit':
      return <EditDialog {...props} />;
    case 'reschedule':
      return <RescheduleDialog {...props} />;
    case 'reassign':
      return <ReassignDialog {...props} />;
    case 'cancel':
      return <CancelDialog {...props} />;
  }
}

const WHEN_FIELDS = ['/due_on', '/due_at', '/outside_hours_reason'];

function RescheduleDialog({ item, onClose, to }: Props) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [when, setWhen] = useState<When>({ on: to?.on ?? item.due_on, at: to ? to.at : item.due_at, outside: '' });
  const [reason, setReason] = useState('');
  const needsReason = item.allowed_moves.includes('reschedule');
  return (
    <FormDialog
      title={<Trans>Move {item.customer_name}</Trans>}
      size="md"
      act={t`Move it`}
      onClose={onClose}
      isReady={(when.on !== null || when.at !== null) && (!needsReason || reason.trim() !== '')}
      send={() => reschedule(item, whenBody(when), reason.trim())}
      onDone={refresh}
      shows={(pointer) => WHEN_FIELDS.includes(pointer)}
    >
      {({ isAsked, faultAt }) => (
        <>
          <WhenFields value={when} onChange={setWhen} zone={item.zone} isAsked={isAsked} faultAt={faultAt} />
          <TextField
            label={t`Why it is moved`}
            isRequired={needsReason}
            autoFocus
            value={reason}
            onChange={setReason}
            error={isAsked && needsReason && reason.trim() === '' ? t`Say it in a few words.` : undefined}
          />
        </>
      )}
    </FormDialog>
  );
}

function ReassignDialog({ item, onClose }: Props) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [person, setPerson] = useState<Choice | null>(null);
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={<Trans>Who contacts {item.customer_name}</Trans>}
      size="md"
      act={t`Give it to them`}
      onClose={onClose}
      isReady={person !== null}
      send={() => reassign(item, person?.id ?? '', reason.trim())}
      onDone={refresh}
      shows={(pointer) => pointer === '/assignee_id'}
    >
      {({ isAsked, faultAt }) => (
        <>
          <PersonPicker
            label={t({ context: 'plan', message: 'Who' })}
            isRequired
            autoFocus
            value={person}
            onChange={setPerson}
            error={faultAt('/assignee_id') ?? (isAsked && person === null ? t`Choose a colleague.` : undefined)}
          />
          <TextField label={t({ context: 'plan', message: 'Why' })} value={reason} onChange={setReason} />
        </>
      )}
    </FormDialog>
  );
}

function CancelDialog({ item, onClose }: Props) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={<Trans>Give up the contact with {item.customer_name}</Trans>}
      act={t`Give it up`}
      isDanger
      onClose={onClose}
      isReady={reason.trim() !== ''}
      send={() => cancel(item, reason.trim())}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <TextArea
          label={t({ context: 'plan', message: 'Why' })}
          isRequired
          autoFocus
          rows={2}
          value={reason}
          onChange={setReason}
          error={isAsked && reason.trim() === '' ? t`Say it in a few words.` : undefined}
        />
      )}
    </FormDialog>
  );
}

function EditDialog({ item, onClose }: Props) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [method, setMethod] = useState<Method>(item.method);
  const [contact, setContact] = useState(item.contact_id);
  const [aim, setAim] = useState(item.aim);
  const [place, setPlace] = useState(item.place ?? '');
  const [materials, setMaterials] = useState(item.materials ?? '');
  const [reason, setReason] = useState('');
  const isApproved = item.plan_kind === 'revisit' && (item.plan_state === 'approved' || item.plan_state === 'active');
  const change = {
    ...(method !== item.method && { method }),
    ...(contact !== item.contact_id && { contact_id: contact }),
    ...(aim.trim() !== item.aim && { aim: aim.trim() }),
    ...(place !== (item.place ?? '') && { place: place || null }),
    ...(materials !== (item.materials ?? '') && { materials: materials || null }),
  };
  return (
    <FormDialog
      title={<Trans>Contact with {item.customer_name}</Trans>}
      size="md"
      act={t`Save`}
      footnote={isApproved && <Trans>Another method of an approved plan waits for approval first.</Trans>}
      onClose={onClose}
      isReady={aim.trim() !== '' && (!isApproved || reason.trim() !== '') && Object.keys(change).length > 0}
      send={() =>
        unwrap(
          api.PATCH('/v1/planned-contacts/{item_id}', {
            body: { ...change, ...(reason.trim() !== '' && { reason: reason.trim() }) },
            params: { path: { item_id: item.id }, header: { 'If-Match': `"${item.version}"` } },
          }),
        )
      }
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <div className="grid grid-cols-2 gap-2">
            <Select
              label={t({ context: 'plan', message: 'How' })}
              choices={options(methodLabels)}
              value={method}
              onChange={setMethod}
            />
            <ContactPicker
              label={t`Person there`}
              customerId={item.customer_id}
              value={contact}
              onChange={setContact}
            />
          </div>
          <TextField
            label={t({ context: 'plan', message: 'Aim' })}
            isRequired
            value={aim}
            onChange={setAim}
            error={isAsked && aim.trim() === '' ? t`What is it to achieve?` : undefined}
          />
          {method === 'visit' && <TextField label={t`Place`} value={place} onChange={setPlace} />}
          <TextField label={t`What to bring or send`} value={materials} onChange={setMaterials} />
          {isApproved && (
            <TextField
              label={t({ context: 'plan', message: 'Why' })}
              isRequired
              value={reason}
              onChange={setReason}
              error={isAsked && reason.trim() === '' ? t`Say it in a few words.` : undefined}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
