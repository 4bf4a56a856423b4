import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ComplaintUpdate } from '@/api';
import { methodLabels, options, priorityLabels } from '@/shared/labels';
import { ContactPicker, ProductPicker } from '@/shared/pickers';
import { Checkbox } from '@/shared/ui/forms/choice';
import { Segmented } from '@/shared/ui/actions/segmented';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Select } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import type { ActProps } from './act-dialog';
import { changeFacts, useRefresh } from './change';

/** What the customer said, corrected or completed; only what differs is sent. */
export function EditDialog({ complaint, onClose }: ActProps) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [change, setChange] = useState<ComplaintUpdate>({});
  const now = { ...complaint, ...change };
  const set = (part: ComplaintUpdate) => setChange((old) => ({ ...old, ...part }));
  return (
    <FormDialog
      title={<Trans>What the customer said: {complaint.number}</Trans>}
      size="lg"
      act={t`Save the changes`}
      onClose={onClose}
      isReady={Object.keys(change).length > 0}
      send={() => changeFacts(complaint, change)}
      onDone={refresh}
    >
      {() => (
        <div className="grid grid-cols-1 gap-3 tablet:grid-cols-2">
          <TextArea
            className="tablet:col-span-2"
            label={t`What they complain about`}
            autoFocus
            rows={2}
            value={now.reason ?? ''}
            onChange={(reason) => set({ reason: reason || null })}
          />
          <TextArea
            className="tablet:col-span-2"
            label={t`What they want`}
            rows={2}
            value={now.wanted_solution ?? ''}
            onChange={(wanted_solution) => set({ wanted_solution: wanted_solution || null })}
          />
          <ProductPicker
            label={t`Our product`}
            value={now.product_id ? { id: now.product_id, name: now.product ?? '' } : null}
            onChange={(product) => set({ product_id: product?.id ?? null, ...(product && { product: product.name }) })}
          />
          <TextField
            label={t`Product or service, in words`}
            value={now.product ?? ''}
            onChange={(product) => set({ product: product || null })}
          />
          <ContactPicker
            label={t`Who complains`}
            customerId={complaint.customer_id}
            value={now.contact_id ?? null}
            onChange={(contact_id) => set({ contact_id })}
          />
          <Select
            label={t`How they complained`}
            choices={options(methodLabels)}
            value={now.channel ?? null}
            onChange={(channel) => set({ channel })}
          />
          <div className="tablet:col-span-2">
            <Segmented
              label={t`Priority`}
              choices={options(priorityLabels)}
              value={now.priority ?? complaint.priority}
              onChange={(priority) => set({ priority })}
            />
          </div>
          <div className="flex flex-wrap gap-x-4 tablet:col-span-2">
            <Checkbox isSelected={now.listened === true} onChange={(listened) => set({ listened })}>
              <Trans>They were heard out calmly</Trans>
            </Checkbox>
            <Checkbox isSelected={now.apologised === true} onChange={(apologised) => set({ apologised })}>
              <Trans>An apology was given</Trans>
            </Checkbox>
          </div>
        </div>
      )}
    </FormDialog>
  );
}
