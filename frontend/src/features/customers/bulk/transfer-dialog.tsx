import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CustomersSearch, User } from '@/api';
import { personName } from '@/shared/format';
import { label, roleLabels } from '@/shared/labels';
import { Checkbox } from '@/shared/ui/forms/choice';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import type { Choice } from '@/shared/ui/forms/select';
import type { Selection } from '@/shared/ui/table';
import { TextArea } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { previousOwners } from './changes';
import { selectedLines } from './collect';
import { type Failure, failuresOf } from './failures';
import { BulkDialog } from './frame';
import { sendHandover } from './run';

interface Props {
  selection: Selection;
  body: CustomersSearch;
  chosen: number | null;
  users: ReadonlyMap<string, User> | undefined;
  onClose: () => void;
  onDone: () => void;
}

const OWNERS = new Set(['rep', 'team_lead', 'sales_manager', 'deputy_director', 'director']);

/** Gives the selected customers another owner, with one handover note; within five seconds it can be taken back. */
export function TransferDialog({ selection, body, chosen, users, onClose, onDone }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [to, setTo] = useState<Choice | null>(null);
  const [note, setNote] = useState('');
  const [keepsAccess, setKeepsAccess] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const [failures, setFailures] = useState<Failure[]>([]);
  const people: Choice[] = [...(users?.values() ?? [])]
    .filter((user) => user.active && OWNERS.has(user.role))
    .map((user) => ({ id: user.id, name: personName(user), detail: label(roleLabels, user.role) }));
  const refresh = () => void client.invalidateQueries({ queryKey: ['customers'] });

  const giveBack = useMutation({
    mutationFn: async (owners: ReadonlyMap<string, string[]>) => {
      for (const [owner, ids] of owners) {
        const handover = { to_user_id: owner, note: t`Handover taken back`, keep_access: false };
        // oxlint-disable-next-line no-await-in-loop
        await sendHandover(ids, handover, () => {});
      }
    },
    onSettled: refresh,
  });
  const transfer = useMutation({
    mutationFn: async (owner: Choice) => {
      const lines = (await selectedLines(selection, body)).filter((line) => line.owner_id !== owner.id);
      setProgress({ done: 0, total: lines.length });
      const handover = { to_user_id: owner.id, note: note.trim(), keep_access: keepsAccess };
      const ids = lines.map((line) => line.id);
      const results = await sendHandover(ids, handover, (done) => setProgress({ done, total: lines.length }));
      return { lines, results };
    },
    onSuccess: ({ lines, results }, owner) => {
      refresh();
      const failed = failuresOf(results, lines);
      const moved = new Set(results.flatMap(({ status, index }) => (status < 300 ? (lines[index]?.id ?? []) : [])));
      if (moved.size > 0) {
        const before = previousOwners(lines, moved);
        toast.done(t`${moved.size} customers now belong to ${owner.name}`, () => giveBack.mutate(before));
      }
      setFailures(failed);
      if (failed.length === 0) onDone();
    },
    onError: () => setProgress(null),
  });

  return (
    <BulkDialog
      title={
        <Trans>
          Assign <Plural value={chosen ?? 0} one="# customer" other="# customers" /> to somebody
        </Trans>
      }
      act={to ? <Trans>Hand over to {to.name}</Trans> : <Trans>Hand over</Trans>}
      chosen={chosen}
      progress={progress}
      progressName={t`Handed over`}
      failures={failures}
      onClose={failures.length > 0 ? onDone : onClose}
      onAct={() => {
        setAsked(true);
        if (to && note.trim() !== '') transfer.mutate(to);
      }}
    >
      <ComboBox
        label={t`New owner`}
        isRequired
        choices={people}
        value={to}
        onChange={setTo}
        error={isAsked && !to ? t`Choose who takes them.` : undefined}
        autoFocus
      />
      <TextArea
        label={t`Handover note`}
        isRequired
        value={note}
        onChange={setNote}
        help={t`The new owner reads it on each customer.`}
        error={isAsked && note.trim() === '' ? t`Say why, and what the new owner has to know.` : undefined}
      />
      <Checkbox isSelected={keepsAccess} onChange={setKeepsAccess}>
        <Trans>The present owners keep access</Trans>
      </Checkbox>
    </BulkDialog>
  );
}
