import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ContactRecord, IntentLevel } from '@/api';
import { intentLabels, objectionLabels, options } from '@/shared/labels';
import { ContactPicker } from '@/shared/pickers';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Select } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { useCorrect } from './queries';

/** Corrects what was written, with a reason; the history keeps what it was. */
export function CorrectDialog({ record, onClose }: { record: ContactRecord; onClose: () => void }) {
  const { t } = useLingui();
  const [keyPoints, setKeyPoints] = useState(record.key_points ?? '');
  const [outcome, setOutcome] = useState(record.outcome ?? '');
  const [intent, setIntent] = useState<IntentLevel | null>(record.intent_level);
  const [contactId, setContactId] = useState(record.contact_id);
  const [objections, setObjections] = useState<readonly string[]>(record.objections);
  const [reason, setReason] = useState('');
  const correct = useCorrect(record);
  const change = {
    ...(keyPoints !== (record.key_points ?? '') && { key_points: keyPoints.trim() || null }),
    ...(outcome !== (record.outcome ?? '') && { outcome: outcome.trim() || null }),
    ...(intent !== record.intent_level && { intent_level: intent }),
    ...(contactId !== record.contact_id && contactId && { contact_id: contactId }),
    ...(objections.join() !== record.objections.join() && { objections: [...objections] }),
  };
  const isChanged = Object.keys(change).length > 0;
  const known = options(objectionLabels);
  const codes = [
    ...known,
    ...record.objections.filter((code) => !known.some(({ id }) => id === code)).map((id) => ({ id, name: id })),
  ];
  return (
    <FormDialog
      title={<Trans>Correct the record of {record.customer_name}</Trans>}
      act={t`Correct it`}
      size="md"
      footnote={<Trans>When, how and with which customer stay as they were.</Trans>}
      onClose={onClose}
      isReady={isChanged && reason.trim() !== ''}
      send={() => correct.mutateAsync({ ...change, reason: reason.trim() })}
      onDone={() => toast.done(t`Corrected`)}
      shows={(pointer) => pointer in SHOWN}
    >
      {({ isAsked, faultAt }) => (
        <>
          <TextArea
            label={t`Key points`}
            rows={4}
            autoFocus
            value={keyPoints}
            onChange={setKeyPoints}
            error={faultAt('/key_points')}
          />
          <TextField label={t`What came of it`} value={outcome} onChange={setOutcome} error={faultAt('/outcome')} />
          <div className="grid grid-cols-2 gap-3 max-tablet:grid-cols-1">
            <Select
              label={t`Intent`}
              choices={options(intentLabels)}
              value={intent}
              onChange={setIntent}
              error={faultAt('/intent_level')}
            />
            <ContactPicker
              label={t`Whom`}
              customerId={record.customer_id}
              value={contactId}
              onChange={setContactId}
              error={faultAt('/contact_id')}
            />
          </div>
          <div className="flex flex-wrap gap-1.5">
            {codes.map(({ id, name }) => (
              <ToggleChip
                key={id}
                checks
                isSelected={objections.includes(id)}
                onChange={(isOn) =>
                  setObjections(isOn ? [...objections, id] : objections.filter((code) => code !== id))
                }
              >
                {name}
              </ToggleChip>
            ))}
          </div>
          <TextField
            label={t`Reason of the correction`}
            isRequired
            value={reason}
            onChange={setReason}
            error={
              faultAt('/reason') ??
              (isAsked && reason.trim() === ''
                ? t`Say why; it stays in the history.`
                : isAsked && !isChanged
                  ? t`Nothing was changed yet.`
                  : undefined)
            }
          />
        </>
      )}
    </FormDialog>
  );
}

const SHOWN = { '/key_points': 1, '/outcome': 1, '/intent_level': 1, '/contact_id': 1, '/reason': 1 };
