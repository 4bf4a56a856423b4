import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Sharing, isApiError } from '@/api';
import { options } from '@/shared/labels';
import { sharingLabels } from '@/shared/labels/views';
import { Button } from '@/shared/ui/actions/button';
import { RadioGroup } from '@/shared/ui/forms/choice';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { faultText } from '@/shared/ui/forms/fault-text';
import { useMay } from '@/shared/permissions';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { TextField } from '@/shared/ui/forms/text-field';

interface Props {
  /** The view that is renamed or shared; null for a new one. */
  view: { name: string; sharing: Sharing } | null;
  onClose: () => void;
  onSave: (named: { name: string; sharing: Sharing }) => Promise<unknown>;
}

/** A view's name, and who sees it besides its owner. */
export function SaveView({ view, onClose, onSave }: Props) {
  const { t } = useLingui();
  const mayShare = useMay('view:share');
  const [name, setName] = useState(view?.name ?? '');
  const [sharing, setSharing] = useState<Sharing>(view?.sharing ?? 'nobody');
  const [errors, setErrors] = useState<{ name?: string; sharing?: string }>({});
  const [isBusy, setBusy] = useState(false);

  const save = async () => {
    if (name.trim() === '') return setErrors({ name: t`Give the view a name.` });
    setBusy(true);
    try {
      await onSave({ name: name.trim(), sharing });
      onClose();
    } catch (error) {
      if (!isApiError(error)) throw error;
      const fault = error.problem.errors?.[0];
      if (error.status === 409) setErrors({ name: problemText(error) });
      else if (fault) setErrors({ [fault.pointer === '/sharing' ? 'sharing' : 'name']: faultText(fault) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={
        view === null ? (
          <Trans>Save as a view</Trans>
        ) : mayShare ? (
          <Trans>Rename or share the view</Trans>
        ) : (
          <Trans>Rename the view</Trans>
        )
      }
      footer={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button variant="primary" isBusy={isBusy} onPress={() => void save()}>
            <Trans>Save the view</Trans>
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3 py-2"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={t`Name`}
          isRequired
          value={name}
          onChange={setName}
          error={errors.name}
          maxLength={80}
          autoFocus
        />
        {mayShare && (
          <RadioGroup<Sharing>
            label={t`Who sees it`}
            choices={options(sharingLabels)}
            value={sharing}
            onChange={setSharing}
            error={errors.sharing}
            help={t`Everybody sees the customers of their own scope in it. Scripts and campaigns take it as a segment.`}
            stacked
          />
        )}
      </form>
    </Dialog>
  );
}
