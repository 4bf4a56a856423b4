import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { SkipReason } from '@/api';
import { useHotkeys } from '@/shared/hotkeys';
import { options, skipReasonLabels } from '@/shared/labels';
import { Button } from '@/shared/ui/actions/button';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { KeyChoices } from '@/shared/ui/forms/key-choices';
import { TextField } from '@/shared/ui/forms/text-field';
import { useSkip } from '../queries';

interface Props {
  name: string;
  leaseId: string;
  onClose: () => void;
  onPutOff: () => void;
  onSkipped: () => void;
}

/** Skips whom I have until the other part of their day, with the reason; for longer there is another day. */
export function Skip({ name, leaseId, onClose, onPutOff, onSkipped }: Props) {
  const { t } = useLingui();
  const [reason, setReason] = useState<SkipReason | null>(null);
  const [note, setNote] = useState('');
  const skip = useSkip();
  const choices = options(skipReasonLabels);
  const needsNote = reason === 'other' && note.trim() === '';
  useHotkeys(
    choices.map((choice, index) => ({
      keys: String(index + 1),
      name: choice.name,
      group: 'call' as const,
      run: () => setReason(choice.id),
      inOverlay: true,
    })),
  );
  return (
    <FormDialog
      title={<Trans>Skip {name}</Trans>}
      act={t`Skip`}
      onClose={onClose}
      isReady={reason !== null && !needsNote}
      send={() =>
        reason === null
          ? Promise.resolve()
          : skip.mutateAsync({ lease_id: leaseId, reason, note: note.trim() === '' ? null : note.trim() })
      }
      onDone={onSkipped}
    >
      {({ isAsked }) => (
        <>
          <KeyChoices label={t`Why not now`} choices={choices} value={reason} onChange={setReason} />
          {isAsked && reason === null && (
            <p role="alert" className="text-bad-ink">
              <Trans>Choose a reason.</Trans>
            </p>
          )}
          <TextField
            label={t`In words`}
            isRequired={reason === 'other'}
            value={note}
            onChange={setNote}
            error={isAsked && needsNote ? t`Say why, in a few words.` : undefined}
          />
          <p className="flex items-center gap-2 text-ink-2">
            <Trans>They come again in the other part of their day.</Trans>
            <Button size="sm" variant="ghost" onPress={onPutOff}>
              <Trans>Put off to another day</Trans>
            </Button>
          </p>
        </>
      )}
    </FormDialog>
  );
}
