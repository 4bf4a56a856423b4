import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Contract, type ContractCreate, type Opportunity, api, once, unwrap } from '@/api';
import { DateField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { AmountField } from '@/shared/ui/forms/number-field';
import { TextField } from '@/shared/ui/forms/text-field';
import { CurrencyField, FileField, type FileLike } from '@/shared/pickers';
import { headers, match, useRefresh } from '../change';

interface Props {
  opportunity: Opportunity;
  contract: Contract | null;
  onClose: () => void;
}

/** Enters the contract, or what is known of it so far; later changes say why once it is signed. */
export function ContractDialog({ opportunity, contract, onClose }: Props) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const known = contract?.amount ?? opportunity.amount;
  const [number, setNumber] = useState(contract?.number ?? '');
  const [signedOn, setSignedOn] = useState<string | null>(contract?.signed_on ?? null);
  const [amount, setAmount] = useState<string | null>(known?.amount ?? null);
  const [currency, setCurrency] = useState(known?.currency ?? 'USD');
  const [payment, setPayment] = useState(contract?.payment_terms ?? '');
  const [delivery, setDelivery] = useState(contract?.delivery_terms ?? '');
  const [files, setFiles] = useState<FileLike[]>([]);
  const [reason, setReason] = useState('');
  const body: ContractCreate = {
    ...(number.trim() && { number: number.trim() }),
    ...(signedOn && { signed_on: signedOn }),
    ...(amount && { amount: { amount, currency } }),
    ...(payment.trim() && { payment_terms: payment.trim() }),
    ...(delivery.trim() && { delivery_terms: delivery.trim() }),
  };
  const fileIds = files.map((file) => file.id);
  const send = async () => {
    if (contract === null) {
      const whole = { ...body, ...(fileIds.length > 0 && { file_ids: fileIds }) };
      await once(`contract:${opportunity.id}`, whole, (key) =>
        unwrap(
          api.POST('/v1/opportunities/{opportunity_id}/contract', {
            body: whole,
            params: { path: { opportunity_id: opportunity.id }, header: headers(key) },
          }),
        ),
      );
      return;
    }
    const path = { contract_id: contract.id };
    await unwrap(
      api.PATCH('/v1/contracts/{contract_id}', {
        body: { ...body, ...(reason.trim() && { reason: reason.trim() }) },
        params: { path, header: match(contract.version) },
      }),
    );
    if (fileIds.length === 0) return;
    const attached = { file_ids: fileIds };
    await once(`contract-files:${contract.id}`, attached, (key) =>
      unwrap(api.POST('/v1/contracts/{contract_id}/files', { body: attached, params: { path, header: headers(key) } })),
    );
  };
  return (
    <FormDialog
      title={contract ? <Trans>Change the contract</Trans> : <Trans>Enter the contract</Trans>}
      size="md"
      act={t`Save the contract`}
      onClose={onClose}
      isReady={Object.keys(body).length > 0}
      send={send}
      onDone={refresh}
      shows={(pointer) => pointer === '/reason'}
    >
      {({ faultAt }) => (
        <>
          <div className="flex flex-wrap gap-2">
            <TextField
              className="min-w-40 flex-1"
              label={t`Contract number`}
              autoFocus
              value={number}
              onChange={setNumber}
            />
            <DateField label={t`Day of signing`} value={signedOn} onChange={setSignedOn} />
          </div>
          <div className="flex gap-2">
            <CurrencyField value={currency} onChange={setCurrency} />
            <AmountField className="flex-1" label={t`Amount`} value={amount} onChange={setAmount} />
          </div>
          <TextField label={t`How it is paid`} value={payment} onChange={setPayment} />
          <TextField label={t`How it is delivered`} value={delivery} onChange={setDelivery} />
          <FileField label={t`Add files`} files={files} onChange={setFiles} />
          {contract !== null && (
            <TextField
              label={t`Why it changes`}
              help={t`Needed once the contract is signed.`}
              value={reason}
              onChange={setReason}
              error={faultAt('/reason')}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
