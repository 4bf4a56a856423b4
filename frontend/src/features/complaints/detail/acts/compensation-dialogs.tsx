import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Compensation, type Complaint, api, once, unwrap } from '@/api';
import { money } from '@/shared/format';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { AmountField } from '@/shared/ui/forms/number-field';
import { Select } from '@/shared/ui/forms/select';
import { TextArea } from '@/shared/ui/forms/text-field';
import { useRefresh } from './change';

type Props = { complaint: Complaint; onClose: () => void } & (
  | { kind: 'ask'; compensation: null }
  | { kind: 'deny' | 'change'; compensation: Compensation }
);

const ratesQuery = {
  queryKey: ['exchange-rates', 'in-force'],
  staleTime: 30 * 60_000,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    unwrap(api.GET('/v1/exchange-rates/in-force', { signal, params: { query: {} } })),
};

/** Asks for a compensation, changes its amount, or denies it; who decides goes by its amount (CR-25). */
export function CompensationDialog({ kind, complaint, compensation, onClose }: Props) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const rates = useQuery(ratesQuery);
  const [amount, setAmount] = useState<string | null>(compensation?.amount.amount ?? null);
  const [currency, setCurrency] = useState(compensation?.amount.currency ?? rates.data?.base_currency ?? 'CNY');
  const [reason, setReason] = useState('');
  const codes = new Set([
    currency,
    ...(rates.data ? [rates.data.base_currency] : []),
    ...(rates.data?.rates.map((rate) => rate.currency) ?? []),
  ]);
  const denies = kind === 'deny';
  const needsReason = kind !== 'change';
  const send = () => {
    if (compensation === null) {
      const body = { amount: { amount: amount ?? '', currency }, reason: reason.trim() };
      return once(`compensation:${complaint.id}`, body, (key) =>
        unwrap(
          api.POST('/v1/complaints/{complaint_id}/compensations', {
            body,
            params: { path: { complaint_id: complaint.id }, header: { 'Idempotency-Key': key } },
          }),
        ),
      );
    }
    const path = { complaint_id: complaint.id, compensation_id: compensation.id };
    const header = (key: string) => ({ 'If-Match': `"${compensation.version}"`, 'Idempotency-Key': key });
    if (denies) {
      const body = { reason: reason.trim() };
      return once(`compensation-deny:${compensation.id}`, body, (key) =>
        unwrap(
          api.POST('/v1/complaints/{complaint_id}/compensations/{compensation_id}/moves/deny', {
            body,
            params: { path, header: header(key) },
          }),
        ),
      );
    }
    const body = { amount: { amount: amount ?? '', currency }, ...(reason.trim() && { reason: reason.trim() }) };
    return once(`compensation-change:${compensation.id}`, body, (key) =>
      unwrap(
        api.POST('/v1/complaints/{complaint_id}/compensations/{compensation_id}/moves/change', {
          body,
          params: { path, header: header(key) },
        }),
      ),
    );
  };
  return (
    <FormDialog
      title={
        kind === 'ask' ? (
          <Trans>Ask for a compensation</Trans>
        ) : denies ? (
          <Trans>Deny {money(compensation.amount)}</Trans>
        ) : (
          <Trans>Change {money(compensation.amount)}</Trans>
        )
      }
      size="md"
      act={kind === 'ask' ? t`Ask for it` : denies ? t`Deny it` : t`Change the amount`}
      footnote={!denies && <Trans>Somebody else approves it, whose limit reaches the amount.</Trans>}
      onClose={onClose}
      isReady={(denies || amount !== null) && (!needsReason || reason.trim() !== '')}
      send={send}
      onDone={refresh}
      shows={(pointer) => pointer.startsWith('/amount')}
    >
      {({ isAsked, faultAt }) => (
        <>
          {!denies && (
            <div className="flex gap-2">
              <Select
                className="w-24 flex-none"
                label={t`Currency`}
                choices={[...codes].sort((a, b) => a.localeCompare(b)).map((code) => ({ id: code, name: code }))}
                value={currency}
                onChange={setCurrency}
              />
              <AmountField
                className="flex-1"
                label={t`Amount`}
                isRequired
                value={amount}
                onChange={setAmount}
                error={isAsked && amount === null ? t`How much?` : (faultAt('/amount') ?? faultAt('/amount/amount'))}
              />
            </div>
          )}
          <TextArea
            label={kind === 'ask' ? t`The loss it makes good` : t`Why`}
            isRequired={needsReason}
            autoFocus={denies}
            rows={3}
            value={reason}
            onChange={setReason}
            error={isAsked && needsReason && reason.trim() === '' ? t`Say why, in a few words.` : undefined}
          />
        </>
      )}
    </FormDialog>
  );
}
