import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Policy, PolicyVersion } from '@/api';
import { MyTime } from '@/shared/ui/values/figures';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { propose, withdraw } from './queries';

interface Props {
  policy: Policy;
  version: PolicyVersion;
  onClose: () => void;
}

/** Takes back what is not yet in force; it stays on record with the reason. */
export function WithdrawDialog({ policy, version, onClose }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const isReady = reason.trim() !== '';
  return (
    <FormDialog
      title={t`Withdraw version ${version.number}?`}
      act={policy.second_person ? t`Propose the withdrawal` : t`Withdraw it`}
      isDanger
      footnote={
        policy.second_person ? (
          <Trans>This setting takes two: it is withdrawn once another person has confirmed it.</Trans>
        ) : (
          <Trans>It stays on record, with your reason.</Trans>
        )
      }
      onClose={onClose}
      isReady={isReady}
      send={() =>
        policy.second_person
          ? propose(policy, { withdraws: version.number, reason: reason.trim() })
          : withdraw(policy, version.number, reason.trim())
      }
      onDone={() => {
        toast.done(
          policy.second_person
            ? t`The withdrawal waits for a second person`
            : t`Version ${version.number} is withdrawn`,
        );
        void client.invalidateQueries({ queryKey: ['policies'] });
      }}
    >
      {({ isAsked }) => (
        <>
          <p>
            <Trans>
              It would have come into force on <MyTime at={version.effective_from} />. What is in force now stays.
            </Trans>
          </p>
          <TextField
            label={t`Why`}
            isRequired
            autoFocus
            maxLength={300}
            value={reason}
            onChange={setReason}
            error={isAsked && !isReady ? t`Say it in a few words.` : undefined}
          />
        </>
      )}
    </FormDialog>
  );
}
