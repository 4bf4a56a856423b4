import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { CustomerPicker, DepartmentPicker } from '@/shared/pickers';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import type { Choice } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { type Origin, useAsk } from './queries';

interface Props {
  /** The record that the question is about; without one the customer is chosen here. */
  origin?: Origin;
  onClose: () => void;
  onAsked?: (id: string) => void;
}

/** Passes a question of a customer to a department; the answer is due in that department's working time. */
export function AskDialog({ origin, onClose, onAsked }: Props) {
  const { t } = useLingui();
  const [customer, setCustomer] = useState<Choice | null>(null);
  const [department, setDepartment] = useState<string | null>(null);
  const [question, setQuestion] = useState('');
  const [hours, setHours] = useState('');
  const ask = useAsk(origin ?? { kind: 'customer', id: customer?.id ?? '' });
  const hasSubject = origin !== undefined || customer !== null;
  return (
    <FormDialog
      title={<Trans>Ask a department</Trans>}
      act={t`Ask`}
      size="md"
      onClose={onClose}
      isReady={hasSubject && department !== null && question.trim() !== ''}
      send={async () => {
        const asked = await ask.mutateAsync({
          department_id: department ?? '',
          question: question.trim(),
          answer_within_working_hours: hours === '' ? null : Number(hours),
        });
        toast.done(t`Asked`);
        onAsked?.(asked.id);
      }}
      shows={(pointer) => pointer in SHOWN}
    >
      {({ isAsked, faultAt }) => (
        <>
          {!origin && (
            <CustomerPicker
              label={t({ context: 'record', message: 'Customer' })}
              isRequired
              autoFocus
              value={customer}
              onChange={setCustomer}
              error={
                faultAt('/customer_id') ?? (isAsked && customer === null ? t`Say whose question it is.` : undefined)
              }
            />
          )}
          <DepartmentPicker
            label={t`Department`}
            isRequired
            autoFocus={origin !== undefined}
            value={department}
            onChange={setDepartment}
            error={faultAt('/department_id') ?? (isAsked && department === null ? t`Say whom to ask.` : undefined)}
          />
          <TextArea
            label={t`Question`}
            isRequired
            rows={4}
            value={question}
            onChange={setQuestion}
            error={faultAt('/question') ?? (isAsked && question.trim() === '' ? t`Write the question.` : undefined)}
          />
          <TextField
            label={t`Answer within`}
            unit={t`working hours`}
            help={t`As the company has set it when left empty`}
            inputMode="numeric"
            value={hours}
            onChange={(text) => setHours(text.replace(/\D/g, ''))}
            error={faultAt('/answer_within_working_hours')}
          />
        </>
      )}
    </FormDialog>
  );
}

const SHOWN = { '/customer_id': 1, '/department_id': 1, '/question': 1, '/answer_within_working_hours': 1 };
