import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Complaint, type PreventiveAction, type RootCause, api, once, unwrap } from '@/api';
import { useNames } from '@/shared/directory';
import { options, rootCauseLabels } from '@/shared/labels';
import { PersonPicker } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { addDays, dayIn, useMinute } from '@/shared/time';
import { DateField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { TextArea } from '@/shared/ui/forms/text-field';

function useRefresh() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['complaints'] });
    void client.invalidateQueries({ queryKey: ['preventive-actions'] });
  };
}

interface Props {
  /** What it is to keep from happening again. */
  complaint: Pick<Complaint, 'id' | 'number' | 'root_cause_category'>;
  /** The action to change; a new one without. */
  action?: PreventiveAction;
  onClose: () => void;
}

/** Something to be done so that it does not happen again: what, who, by when (CR-27). */
export function PreventiveDialog({ complaint, action, onClose }: Props) {
  const nameOf = useNames();
  const { t } = useLingui();
  const refresh = useRefresh();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const [description, setDescription] = useState(action?.description ?? '');
  const [owner, setOwner] = useState<Choice | null>(
    action ? { id: action.owner_id, name: nameOf(action.owner_id, action.owner_name) } : null,
  );
  const [due, setDue] = useState<string | null>(action?.due_on ?? addDays(today, 30));
  const [category, setCategory] = useState<RootCause | null>(action?.category ?? complaint.root_cause_category);
  return (
    <FormDialog
      title={<Trans>Against repetition of {complaint.number}</Trans>}
      size="md"
      act={action ? t`Save` : t`Add the action`}
      onClose={onClose}
      isReady={description.trim() !== '' && owner !== null && due !== null}
      send={() => {
        const said = { description: description.trim(), owner_id: owner?.id ?? '', due_on: due ?? '' };
        if (action) {
          const body = { ...said, ...(category && { category }) };
          const params = { path: { action_id: action.id }, header: { 'If-Match': `"${action.version}"` } };
          return unwrap(api.PATCH('/v1/preventive-actions/{action_id}', { body, params }));
        }
        const body = { ...said, category };
        return once(`preventive:${complaint.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/complaints/{complaint_id}/preventive-actions', {
              body,
              params: { path: { complaint_id: complaint.id }, header: { 'Idempotency-Key': key } },
            }),
          ),
        );
      }}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <TextArea
            label={t`What is to be done`}
            isRequired
            autoFocus
            rows={2}
            value={description}
            onChange={setDescription}
            error={isAsked && description.trim() === '' ? t`What is to be done?` : undefined}
          />
          <div className="flex flex-wrap gap-2">
            <PersonPicker
              className="min-w-44 flex-1"
              label={t`Who`}
              isRequired
              value={owner}
              onChange={setOwner}
              error={isAsked && owner === null ? t`Who?` : undefined}
            />
            <DateField label={t`By`} isRequired {...(!action && { min: today })} value={due} onChange={setDue} />
          </div>
          <Select label={t`Root cause`} choices={options(rootCauseLabels)} value={category} onChange={setCategory} />
        </>
      )}
    </FormDialog>
  );
}

export type PreventiveMove = 'complete' | 'cancel' | 'reopen';

interface MoveProps {
  move: PreventiveMove;
  action: PreventiveAction;
  onClose: () => void;
}

/** Done with the effect measured, given up or opened again with the reason. */
export function MovePreventiveDialog({ move, action, onClose }: MoveProps) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [text, setText] = useState('');
  const titles: Record<PreventiveMove, string> = {
    complete: t`Done: ${action.description}`,
    cancel: t`Give up: ${action.description}`,
    reopen: t`Open again: ${action.description}`,
  };
  const acts: Record<PreventiveMove, string> = {
    complete: t`Mark as done`,
    cancel: t`Give it up`,
    reopen: t`Open it again`,
  };
  const body = move === 'complete' ? { effect: text.trim() } : { reason: text.trim() };
  return (
    <FormDialog
      title={titles[move]}
      size="md"
      act={acts[move]}
      onClose={onClose}
      isReady={text.trim() !== ''}
      send={() =>
        once(`preventive:${action.id}:${move}`, body, (key) =>
          unwrap(
            api.POST(`/v1/preventive-actions/{action_id}/moves/${move as 'cancel'}`, {
              // Of the three moves, complete takes the effect and the others a reason.
              body: body as { reason: string },
              params: {
                path: { action_id: action.id },
                header: { 'If-Match': `"${action.version}"`, 'Idempotency-Key': key },
              },
            }),
          ),
        )
      }
      onDone={refresh}
    >
      {({ isAsked }) => (
        <TextArea
          label={move === 'complete' ? t`The effect measured` : t`Why`}
          isRequired
          autoFocus
          rows={3}
          value={text}
          onChange={setText}
          error={isAsked && text.trim() === '' ? t`Say it in a few words.` : undefined}
        />
      )}
    </FormDialog>
  );
}
