import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, isApiError, once, unwrap } from '@/api';
import { faultText } from '@/shared/ui/forms/fault-text';
import { parseAmount } from '@/shared/format';
import { Button } from '@/shared/ui/actions/button';
import { DateField } from '@/shared/ui/forms/date-field';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { AmountField } from '@/shared/ui/forms/number-field';
import { problemText } from '@/shared/ui/feedback/problem-text';
import type { Choice } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { CurrencyField, CustomerPicker } from '@/shared/pickers';

interface Props {
  customer?: Choice | null;
  onClose: () => void;
  onOpened: (id: string) => void;
}

/** Opens an opportunity: whose, what for, and what is known already. */
export function NewOpportunity({ customer: given = null, onClose, onOpened }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [customer, setCustomer] = useState<Choice | null>(given);
  const [title, setTitle] = useState('');
  const [needs, setNeeds] = useState('');
  const [amount, setAmount] = useState<string | null>(null);
  const [currency, setCurrency] = useState('USD');
  const [day, setDay] = useState<string | null>(null);
  const [isAsked, setAsked] = useState(false);
  const open = useMutation({
    meta: { handles: [403, 409, 422] },
    mutationFn: () => {
      const body = {
        customer_id: customer?.id ?? '',
        title: title.trim(),
        needs_description: needs.trim() || null,
        amount: amount === null ? null : { amount, currency },
        expected_purchase_on: day,
      };
      return once('opportunity:new', body, (key) =>
        unwrap(api.POST('/v1/opportunities', { body, params: { header: { 'Idempotency-Key': key } } })),
      );
    },
    onSuccess: (opportunity) => {
      void client.invalidateQueries({ queryKey: ['opportunities'] });
      onClose();
      onOpened(opportunity.id);
    },
  });
  const badAmount = amount !== null && parseAmount(amount) === null;
  const send = () => {
    setAsked(true);
    if (customer !== null && title.trim() !== '' && !badAmount && !open.isPending) open.mutate();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="md"
      title={<Trans>New opportunity</Trans>}
      footnote={<Trans>It begins as “Potential”.</Trans>}
      footer={
        <>
          <Button keys="escape" onPress={onClose}>
            <Trans>Leave it</Trans>
          </Button>
          <Button variant="primary" isBusy={open.isPending} onPress={send}>
            <Trans>Open the opportunity</Trans>
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 py-1">
        <CustomerPicker
          label={t({ context: 'opportunities', message: 'Customer' })}
          isRequired
          autoFocus
          value={customer}
          onChange={setCustomer}
          error={isAsked && customer === null ? t`Choose the customer.` : undefined}
        />
        <TextField
          label={t`What it is about`}
          isRequired
          placeholder={t`e.g. CP-200 pumps, 24 pieces, third line`}
          value={title}
          onChange={setTitle}
          error={isAsked && title.trim() === '' ? t`Say it in a few words.` : undefined}
        />
        <TextArea label={t`What the customer needs`} rows={3} value={needs} onChange={setNeeds} />
        <div className="flex flex-wrap gap-2">
          <CurrencyField value={currency} onChange={setCurrency} />
          <AmountField
            className="min-w-40 flex-1"
            label={t`Amount`}
            value={amount}
            onChange={setAmount}
            error={badAmount ? t`Digits alone, e.g. 186400` : undefined}
          />
          <DateField label={t`When the customer is to buy`} value={day} onChange={setDay} />
        </div>
        {open.isError && isApiError(open.error) && (
          <p role="alert" className="text-bad-ink">
            {open.error.problem.errors?.[0] ? faultText(open.error.problem.errors[0]) : problemText(open.error)}
          </p>
        )}
      </div>
    </Dialog>
  );
}
