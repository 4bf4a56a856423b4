import { Trans, useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type Opportunity, type OpportunityReview, type ReviewAction, api, once, unwrap } from '@/api';
import { useNames } from '@/shared/directory';
import { personName } from '@/shared/format';
import { PeoplePicker, PersonPicker } from '@/shared/pickers';
import { useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { addDays, dayIn, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { DateField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { NeededMoment, NeededText } from '@/shared/ui/forms/needed';
import { IconButton } from '@/shared/ui/actions/icon-button';
import type { Choice } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { headers, match, useRefresh } from '../change';

interface ActionDraft {
  id: number;
  description: string;
  owner: Choice | null;
  due: string | null;
}

interface ReviewProps {
  opportunity: Pick<Opportunity, 'id' | 'title'>;
  /** The meeting whose minutes are corrected; without it one is written down. */
  review?: OpportunityReview;
  onClose: () => void;
}

/** A meeting written down, or its minutes corrected: who was there, where it stands, what was decided, who does what by when. */
export function ReviewDialog({ opportunity, review, onClose }: ReviewProps) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const me = useMe();
  const now = useMinute();
  const { zone } = usePreferences();
  const [heldAt, setHeldAt] = useState<string | null>(review?.held_at ?? new Date(now).toISOString());
  const [people, setPeople] = useState<Choice[]>(
    review?.attendees.map((each) => ({ id: each.user_id, name: personName(each) })) ?? [
      { id: me.id, name: personName(me) },
    ],
  );
  const [progress, setProgress] = useState(review?.progress ?? '');
  const [decisions, setDecisions] = useState(review?.decisions.join('\n') ?? '');
  const [actions, setActions] = useState<ActionDraft[]>([]);
  const set = (id: number, part: Partial<ActionDraft>) =>
    setActions((old) => old.map((action) => (action.id === id ? { ...action, ...part } : action)));
  const whole = actions.every(({ description, owner, due }) => description.trim() !== '' && owner && due);
  return (
    <FormDialog
      title={<Trans>Review of “{opportunity.title}”</Trans>}
      size="lg"
      act={review ? t`Save` : t`Write it down`}
      onClose={onClose}
      isReady={progress.trim() !== '' && people.length > 0 && heldAt !== null && whole}
      send={() => {
        const minutes = {
          held_at: heldAt ?? '',
          attendee_ids: people.map((person) => person.id),
          progress: progress.trim(),
          decisions: decisions
            .split('\n')
            .map((line) => line.trim())
            .filter(Boolean),
        };
        if (review) {
          return unwrap(
            api.PATCH('/v1/opportunity-reviews/{review_id}', {
              body: minutes,
              params: { path: { review_id: review.id }, header: match(review.version) },
            }),
          );
        }
        const body = {
          ...minutes,
          actions: actions.map(({ description, owner, due }) => ({
            description: description.trim(),
            owner_id: owner?.id ?? '',
            due_on: due ?? '',
          })),
        };
        return once(`review:${opportunity.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/opportunities/{opportunity_id}/reviews', {
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
          <div className="grid grid-cols-1 gap-3 tablet:grid-cols-2">
            <NeededMoment label={t`When it was`} value={heldAt} onChange={setHeldAt} />
            <PeoplePicker
              label={t`Who was there`}
              isRequired
              value={people}
              onChange={setPeople}
              error={isAsked && people.length === 0 ? t`Name at least one.` : undefined}
            />
          </div>
          <NeededText
            label={t`Where it stands`}
            autoFocus
            rows={3}
            value={progress}
            onChange={setProgress}
            missing={t`Say where it stands.`}
          />
          <TextArea
            label={t`What was decided`}
            note={t`one decision a line`}
            rows={2}
            value={decisions}
            onChange={setDecisions}
          />
          {actions.map((action) => (
            <div key={action.id} className="flex flex-wrap items-end gap-2">
              <TextField
                className="min-w-48 flex-1"
                label={t`Who does what`}
                value={action.description}
                onChange={(description) => set(action.id, { description })}
                error={isAsked && action.description.trim() === '' ? t`What is to be done?` : undefined}
              />
              <PersonPicker
                className="w-44"
                label={t`Who`}
                value={action.owner}
                onChange={(owner) => set(action.id, { owner })}
                error={isAsked && !action.owner ? t`Who?` : undefined}
              />
              <DateField label={t`By`} value={action.due} onChange={(due) => set(action.id, { due })} />
              <IconButton
                icon={Trash2}
                label={t`Take the action out`}
                onPress={() => setActions((old) => old.filter((each) => each.id !== action.id))}
              />
            </div>
          ))}
          {!review && (
            <Button
              className="self-start"
              size="sm"
              icon={Plus}
              onPress={() =>
                setActions((old) => [
                  ...old,
                  { id: (old.at(-1)?.id ?? 0) + 1, description: '', owner: null, due: addDays(dayIn(now, zone), 7) },
                ])
              }
            >
              <Trans>Add an action</Trans>
            </Button>
          )}
        </>
      )}
    </FormDialog>
  );
}

interface ActionProps {
  reviewId: string;
  /** What changes; without it the meeting gets one action more. */
  action?: ReviewAction;
  onClose: () => void;
}

/** One more action of a meeting, or another what, who and when of one that is open. */
export function ActionDialog({ reviewId, action, onClose }: ActionProps) {
  const nameOf = useNames();
  const { t } = useLingui();
  const refresh = useRefresh();
  const now = useMinute();
  const { zone } = usePreferences();
  const [description, setDescription] = useState(action?.description ?? '');
  const [owner, setOwner] = useState<Choice | null>(
    action ? { id: action.owner_id, name: nameOf(action.owner_id, action.owner_name) } : null,
  );
  const [due, setDue] = useState<string | null>(action?.due_on ?? addDays(dayIn(now, zone), 7));
  return (
    <FormDialog
      title={action ? <Trans>Change the action</Trans> : <Trans>Add an action</Trans>}
      size="md"
      act={action ? t`Save` : t`Add the action`}
      onClose={onClose}
      isReady={description.trim() !== '' && owner !== null && due !== null}
      send={() => {
        const body = { description: description.trim(), owner_id: owner?.id ?? '', due_on: due ?? '' };
        if (action) {
          return unwrap(
            api.PATCH('/v1/review-actions/{action_id}', {
              body,
              params: { path: { action_id: action.id }, header: match(action.version) },
            }),
          );
        }
        return once(`action:${reviewId}`, body, (key) =>
          unwrap(
            api.POST('/v1/opportunity-reviews/{review_id}/actions', {
              body,
              params: { path: { review_id: reviewId }, header: headers(key) },
            }),
          ),
        );
      }}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <TextField
            label={t`What is to be done`}
            isRequired
            autoFocus
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
            <DateField label={t`By`} isRequired value={due} onChange={setDue} />
          </div>
        </>
      )}
    </FormDialog>
  );
}
