import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Lightbulb, MessageSquareWarning } from 'lucide-react';
import { useState } from 'react';
import { api, unwrap } from '@/api/client';
import { once } from '@/api/idempotency';
import type { Direction, Method } from '@/api/types';
import { useDraft } from '@/api/use-draft';
import { directionLabels, intentLabels, label, methodLabels, needKindLabels, options } from '@/shared/labels';
import { useMe } from '@/shared/permissions';
import { ContactPicker, CustomerPicker } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { useMinute } from '@/shared/time';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { Segmented } from '@/shared/ui/actions/segmented';
import { MomentField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Select } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { type Logged, EMPTY, FIELDS, isReadyToLog, recordOf } from './logged';
import { NextStepFields } from './next-step-fields';
import { Scores } from './scores';

export interface LoggedCustomer {
  id: string;
  name: string;
  zone: string | null;
}

interface Props {
  /** With whom; null asks for it. */
  customer: LoggedCustomer | null;
  onClose: () => void;
  onLogged?: (recordId: string) => void;
}

const METHODS = options(methodLabels).filter(({ id }) => id !== 'phone');

/** Logs a contact that was not a call: a visit, a meeting, a mail, a message, with all that follows from it. */
export function LogContactDialog({ customer: given, onClose, onLogged }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const now = useMinute();
  const { zone: mine } = usePreferences();
  const kept = useDraft<Logged>(me.id, `contact:${given?.id ?? 'new'}`);
  const [typed, setTyped] = useState<Logged | null>(null);
  const [shown, setShown] = useState({ need: false, complaint: false });
  const form: Logged = typed ?? { ...EMPTY, ...kept.found?.value };
  const put = (part: Partial<Logged>) => {
    const next = { ...form, ...part };
    setTyped(next);
    kept.keep(next);
  };
  const customer = given ?? form.customer;
  const known = useQuery({
    queryKey: ['customers', 'one', customer?.id],
    enabled: customer !== null && customer.zone === null,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/customers/{customer_id}', { signal, params: { path: { customer_id: customer?.id ?? '' } } })),
  });
  const zone = customer?.zone ?? known.data?.zone ?? mine;
  const planned = useQuery({
    queryKey: ['customers', 'record', customer?.id, 'planned', 'open'],
    enabled: customer !== null,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/planned-contacts', {
          signal,
          params: {
            query: {
              customer_id: [customer?.id ?? ''],
              state: ['planned'],
              plan_state: ['active'],
              sort: ['due_from'],
              limit: 20,
            },
          },
        }),
      ),
  });
  const items = planned.data?.items ?? [];
  const item = items.find((each) => each.id === form.itemId);
  const at = form.at ?? new Date(now).toISOString();
  return (
    <FormDialog
      size="lg"
      title={given ? <Trans>Log a contact with {given.name}</Trans> : <Trans>Log a contact</Trans>}
      act={t`Log it`}
      footnote={<Trans>Calls are logged where they are dialled.</Trans>}
      onClose={onClose}
      isReady={customer !== null && isReadyToLog(form, item)}
      send={async () => {
        const body = recordOf({ ...form, at }, customer?.id ?? '', item);
        const record = await once(`contact:${customer?.id}`, body, (key) =>
          unwrap(api.POST('/v1/contact-records', { body, params: { header: { 'Idempotency-Key': key } } })),
        );
        void kept.drop();
        void client.invalidateQueries({ queryKey: ['records'] });
        void client.invalidateQueries({ queryKey: ['customers', 'record', record.customer_id] });
        toast.done(t`Logged`);
        onLogged?.(record.id);
      }}
      shows={(pointer) => FIELDS.has(pointer) || pointer.startsWith('/next_step')}
    >
      {({ isAsked, faultAt }) => (
        <>
          {!given && (
            <CustomerPicker
              label={t({ context: 'record', message: 'Customer' })}
              isRequired
              autoFocus
              value={form.customer}
              onChange={(chosen) =>
                put({
                  customer: chosen && { id: chosen.id, name: chosen.name, zone: null },
                  contactId: null,
                  itemId: null,
                })
              }
              error={faultAt('/customer_id') ?? (isAsked && customer === null ? t`Say with whom.` : undefined)}
            />
          )}
          <div className="grid grid-cols-3 gap-3 max-tablet:grid-cols-1">
            <Select<Method>
              label={t`How`}
              isRequired
              choices={METHODS}
              value={form.method}
              onChange={(method) => put({ method })}
              error={faultAt('/method')}
            />
            <Select<Direction>
              label={t`Who began it`}
              choices={[
                { id: 'outbound', name: label(directionLabels, 'outbound') },
                { id: 'inbound', name: label(directionLabels, 'inbound') },
              ]}
              value={form.direction}
              onChange={(direction) => put({ direction })}
            />
            {customer && (
              <ContactPicker
                label={t`Whom`}
                customerId={customer.id}
                value={form.contactId}
                onChange={(contactId) => put({ contactId })}
                error={faultAt('/contact_id')}
              />
            )}
          </div>
          <div className="grid grid-cols-2 gap-3 max-tablet:grid-cols-1">
            <MomentField
              label={t`When, at the customer`}
              isRequired
              value={at}
              onChange={(next) => put({ at: next })}
              zone={zone}
              mine={mine}
              error={faultAt('/started_at')}
            />
            {items.length > 0 && (
              <Select
                label={t`Carries out`}
                choices={[
                  { id: 'none', name: t`Nothing that was planned` },
                  ...items.map((each) => ({
                    id: each.id,
                    name: each.aim ?? label(methodLabels, each.method),
                    detail: label(methodLabels, each.method),
                  })),
                ]}
                value={form.itemId ?? 'none'}
                onChange={(id) => put({ itemId: id === 'none' ? null : id })}
                error={faultAt('/planned_item_id')}
              />
            )}
          </div>
          {item && item.method !== form.method && (
            <TextField
              label={t`Why not by ${label(methodLabels, item.method)}, as planned`}
              isRequired
              value={form.methodReason}
              onChange={(methodReason) => put({ methodReason })}
              error={
                faultAt('/method_reason') ?? (isAsked && form.methodReason.trim() === '' ? t`Say why.` : undefined)
              }
            />
          )}
          <TextArea
            label={t`Key points`}
            rows={3}
            autoFocus={given !== null}
            value={form.keyPoints}
            onChange={(keyPoints) => put({ keyPoints })}
            error={faultAt('/key_points')}
          />
          <div className="grid grid-cols-2 gap-3 max-tablet:grid-cols-1">
            <TextField
              label={t`What came of it`}
              value={form.outcome}
              onChange={(outcome) => put({ outcome })}
              error={faultAt('/outcome')}
            />
            <Select
              label={t`Intent`}
              choices={options(intentLabels)}
              value={form.intent}
              onChange={(intent) => put({ intent })}
              error={faultAt('/intent_level')}
            />
          </div>
          {(item?.occasion === 'revisit' || faultAt('/satisfaction')) && (
            <Scores
              value={form.satisfaction}
              onChange={(satisfaction) => put({ satisfaction })}
              error={faultAt('/satisfaction')}
            />
          )}
          <div className="flex flex-wrap gap-1.5">
            <ToggleChip
              icon={Lightbulb}
              isSelected={shown.need || form.need !== ''}
              onChange={(need) => {
                setShown({ ...shown, need });
                if (!need) put({ need: '' });
              }}
            >
              <Trans>A need was heard</Trans>
            </ToggleChip>
            <ToggleChip
              icon={MessageSquareWarning}
              isSelected={shown.complaint || form.complaint !== ''}
              onChange={(complaint) => {
                setShown({ ...shown, complaint });
                if (!complaint) put({ complaint: '' });
              }}
            >
              <Trans>A complaint was heard</Trans>
            </ToggleChip>
          </div>
          {(shown.need || form.need !== '') && (
            <div className="flex flex-col gap-2">
              <Segmented
                label={t`Kind of need`}
                className="self-start"
                choices={options(needKindLabels)}
                value={form.needKind}
                onChange={(needKind) => put({ needKind })}
              />
              <TextArea label={t`What they need`} rows={2} value={form.need} onChange={(need) => put({ need })} />
            </div>
          )}
          {(shown.complaint || form.complaint !== '') && (
            <TextArea
              label={t`What they complain about`}
              rows={2}
              value={form.complaint}
              onChange={(complaint) => put({ complaint })}
            />
          )}
          <NextStepFields form={form} zone={zone} mine={mine} isAsked={isAsked} faultAt={faultAt} onChange={put} />
          {(faultAt('/override_reason') || form.override !== '') && (
            <TextField
              label={t`Why although they refused it`}
              isRequired
              value={form.override}
              onChange={(override) => put({ override })}
              error={faultAt('/override_reason')}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
