import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Milestone, type MilestoneKind, type Opportunity, api, once, unwrap } from '@/api';
import { milestoneKindLabels, options } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { dayIn, useMinute } from '@/shared/time';
import { Segmented } from '@/shared/ui/actions/segmented';
import { DateField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { AmountField } from '@/shared/ui/forms/number-field';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { CurrencyField } from '@/shared/pickers';
import { headers, match, useRefresh } from '../change';

type Props = { onClose: () => void } & (
  | { opportunity: Opportunity; milestone: null }
  | { opportunity?: never; milestone: Milestone }
);

/** A payment or a delivery by a day; a payment has its sum. */
export function MilestoneDialog({ opportunity, milestone, onClose }: Props) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [kind, setKind] = useState<MilestoneKind>(milestone?.kind ?? 'payment');
  const [title, setTitle] = useState(milestone?.title ?? '');
  const [due, setDue] = useState<string | null>(milestone?.due_on ?? null);
  const [amount, setAmount] = useState<string | null>(milestone?.amount?.amount ?? null);
  const [currency, setCurrency] = useState(milestone?.amount?.currency ?? opportunity?.amount?.currency ?? 'USD');
  const [note, setNote] = useState(milestone?.note ?? '');
  const pays = kind === 'payment';
  const fields = {
    title: title.trim(),
    due_on: due ?? '',
    note: note.trim() || null,
    amount: pays && amount !== null ? { amount, currency } : null,
  };
  return (
    <FormDialog
      title={milestone ? <Trans>Change the milestone</Trans> : <Trans>Add a milestone</Trans>}
      size="md"
      act={milestone ? t`Save the milestone` : t`Add the milestone`}
      onClose={onClose}
      isReady={fields.title !== '' && due !== null && (!pays || amount !== null)}
      send={() => {
        if (milestone) {
          return unwrap(
            api.PATCH('/v1/milestones/{milestone_id}', {
              body: fields,
              params: { path: { milestone_id: milestone.id }, header: match(milestone.version) },
            }),
          );
        }
        const body = { kind, ...fields };
        return once(`milestone:${opportunity.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/opportunities/{opportunity_id}/milestones', {
              body,
              params: { path: { opportunity_id: opportunity.id }, header: headers(key) },
            }),
          ),
        );
      }}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          {!milestone && (
            <Segmented
              label={t`Kind`}
              className="self-start"
              choices={options(milestoneKindLabels)}
              value={kind}
              onChange={setKind}
            />
          )}
          <TextField
            label={t`What is to happen`}
            isRequired
            autoFocus
            value={title}
            onChange={setTitle}
            error={isAsked && fields.title === '' ? t`Say it in a few words.` : undefined}
          />
          <div className="flex flex-wrap gap-2">
            <DateField
              label={t`By`}
              isRequired
              value={due}
              onChange={setDue}
              error={isAsked && due === null ? t`Choose a day.` : undefined}
            />
            {pays && <CurrencyField value={currency} onChange={setCurrency} />}
            {pays && (
              <AmountField
                className="min-w-28 flex-1"
                label={t`Sum`}
                isRequired
                value={amount}
                onChange={setAmount}
                error={isAsked && amount === null ? t`A payment has a sum.` : undefined}
              />
            )}
          </div>
          <TextField label={t`Note`} value={note} onChange={setNote} />
        </>
      )}
    </FormDialog>
  );
}

/** It has happened, on a day that is not in the future. */
export function CompleteDialog({ milestone, onClose }: { milestone: Milestone; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const { zone } = usePreferences();
  const today = dayIn(useMinute(), zone);
  const [day, setDay] = useState<string | null>(today);
  return (
    <FormDialog
      title={<Trans>“{milestone.title}” is done</Trans>}
      act={t`Mark as done`}
      onClose={onClose}
      isReady={day !== null}
      send={() => {
        const body = { done_on: day ?? today };
        return once(`milestone-done:${milestone.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/milestones/{milestone_id}/moves/complete', {
              body,
              params: {
                path: { milestone_id: milestone.id },
                header: { ...headers(key), ...match(milestone.version) },
              },
            }),
          ),
        );
      }}
      onDone={refresh}
    >
      {() => <DateField label={t`Day it happened`} isRequired max={today} value={day} onChange={setDay} />}
    </FormDialog>
  );
}

/** It was marked by mistake. */
export function UndoDialog({ milestone, onClose }: { milestone: Milestone; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={<Trans>“{milestone.title}” is not done after all</Trans>}
      act={t`Open it again`}
      onClose={onClose}
      isReady={reason.trim() !== ''}
      send={() => {
        const body = { reason: reason.trim() };
        return once(`milestone-undo:${milestone.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/milestones/{milestone_id}/moves/undo', {
              body,
              params: {
                path: { milestone_id: milestone.id },
                header: { ...headers(key), ...match(milestone.version) },
              },
            }),
          ),
        );
      }}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <TextArea
          label={t`Why`}
          isRequired
          autoFocus
          rows={2}
          value={reason}
          onChange={setReason}
          error={isAsked && reason.trim() === '' ? t`Say why, in a few words.` : undefined}
        />
      )}
    </FormDialog>
  );
}
