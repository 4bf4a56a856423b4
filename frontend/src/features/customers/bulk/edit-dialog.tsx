import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CustomersSearch, IntentLevel } from '@/api';
import { intentLabels, options } from '@/shared/labels';
import { Segmented } from '@/shared/ui/actions/segmented';
import { IntentMark } from '@/shared/ui/values/marks';
import { Select } from '@/shared/ui/forms/select';
import type { Selection } from '@/shared/ui/table';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { type BulkChange, type BulkItem, changesOf } from './changes';
import { selectedLines } from './collect';
import { type Failure, failuresOf } from './failures';
import { BulkDialog } from './frame';
import { sendChanges } from './run';

interface Props {
  selection: Selection;
  body: CustomersSearch;
  chosen: number | null;
  onClose: () => void;
  onDone: () => void;
}

type Field = keyof BulkChange;

/** Sets one field of the selected customers; each one's former value can be given back. */
export function EditDialog({ selection, body, chosen, onClose, onDone }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [field, setField] = useState<Field>('intent_level');
  const [intent, setIntent] = useState<IntentLevel | null>(null);
  const [text, setText] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const [failures, setFailures] = useState<Failure[]>([]);
  const refresh = () => void client.invalidateQueries({ queryKey: ['customers'] });
  const value = field === 'intent_level' ? intent : text.trim();

  const takeBack = useMutation({
    mutationFn: (items: readonly BulkItem[]) => sendChanges(items, () => {}),
    onSettled: refresh,
  });
  const edit = useMutation({
    mutationFn: async (change: BulkChange) => {
      const { touched, sent, back } = changesOf(await selectedLines(selection, body), change);
      setProgress({ done: 0, total: sent.length });
      return { touched, back, results: await sendChanges(sent, (done) => setProgress({ done, total: sent.length })) };
    },
    onSuccess: ({ touched, back, results }) => {
      refresh();
      const failed = failuresOf(results, touched);
      const done = results.length - failed.length;
      toast.done(t`${done} customers changed`, done === 0 ? undefined : () => takeBack.mutate(back(results)));
      setFailures(failed);
      if (failed.length === 0) onDone();
    },
    onError: () => setProgress(null),
  });

  return (
    <BulkDialog
      title={
        <Trans>
          Change <Plural value={chosen ?? 0} one="# customer" other="# customers" />
        </Trans>
      }
      act={<Trans>Change them</Trans>}
      chosen={chosen}
      progress={progress}
      progressName={t`Changed`}
      failures={failures}
      onClose={failures.length > 0 ? onDone : onClose}
      onAct={() => {
        setAsked(true);
        if (value) edit.mutate({ [field]: value });
      }}
    >
      <Segmented<Field>
        label={t`Field`}
        value={field}
        onChange={setField}
        className="self-start"
        choices={[
          { id: 'intent_level', name: t`Intent` },
          { id: 'industry', name: t`Industry` },
          { id: 'city', name: t`City` },
        ]}
      />
      {field === 'intent_level' ? (
        <Select<IntentLevel>
          label={t`New value`}
          isRequired
          choices={options(intentLabels).map((choice) => ({ ...choice, mark: <IntentMark intent={choice.id} bare /> }))}
          value={intent}
          onChange={setIntent}
          error={isAsked && !value ? t`Choose the new value.` : undefined}
        />
      ) : (
        <TextField
          label={t`New value`}
          isRequired
          value={text}
          onChange={setText}
          error={isAsked && !value ? t`Give the new value.` : undefined}
        />
      )}
    </BulkDialog>
  );
}
