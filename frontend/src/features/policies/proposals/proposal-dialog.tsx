import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PolicyProposal } from '@/api';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { ProposedChanges } from './proposed-changes';
import { type ProposalMove, moveProposal } from '../queries';

interface Props {
  proposal: PolicyProposal;
  move: ProposalMove;
  onClose: () => void;
}

/** Confirms, denies or withdraws a proposed change; only a denial needs its reason. */
export function ProposalDialog({ proposal, move, onClose }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const isReady = move !== 'deny' || reason.trim() !== '';
  const words = {
    confirm: { title: t`Confirm this change?`, act: t`Confirm it`, done: t`The change is decided` },
    deny: { title: t`Deny this change?`, act: t`Deny it`, done: t`The change is denied` },
    withdraw: { title: t`Withdraw this proposal?`, act: t`Withdraw it`, done: t`The proposal is withdrawn` },
  }[move];
  return (
    <FormDialog
      title={words.title}
      act={words.act}
      isDanger={move !== 'confirm'}
      onClose={onClose}
      isReady={isReady}
      send={() => moveProposal(proposal, move, reason.trim())}
      onDone={() => {
        toast.done(words.done);
        void client.invalidateQueries({ queryKey: ['policies'] });
        void client.invalidateQueries({ queryKey: ['alerts'] });
      }}
    >
      {({ isAsked }) => (
        <>
          <div>
            <ProposedChanges proposal={proposal} />
          </div>
          <TextField
            label={t`Why`}
            isRequired={move === 'deny'}
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
