import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Circle, CircleCheck, ClockAlert, Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { type Opportunity, type OpportunityReview, type ReviewAction, api, once, unwrap } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf, personName } from '@/shared/format';
import { usePreferences } from '@/shared/preferences';
import { dateIn, dayIn, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Day } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { TextArea } from '@/shared/ui/forms/text-field';
import { headers, match, useRefresh } from '../change';
import { Nothing, Part } from '../part';
import { reviewsQuery } from '../queries';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const ActionDialog = lazyDialog(() => import('./review-dialog').then((module) => module.ActionDialog));
const ReviewDialog = lazyDialog(() => import('./review-dialog').then((module) => module.ReviewDialog));

/** Meetings about an important sale: where it stands, what was decided, who does what by when (CR-15). */
export function ReviewsPart({ opportunity, edits }: { opportunity: Opportunity; edits: boolean }) {
  const reviews = useQuery(reviewsQuery(opportunity.id));
  const [isNew, setNew] = useState(false);
  const [shown, setShown] = useState(1);
  const items = (reviews.data?.items ?? []).toSorted((one, other) => other.held_at.localeCompare(one.held_at));
  if (reviews.isSuccess && items.length === 0 && opportunity.important_since === null && !edits) return null;
  const rest = items.length - shown;
  return (
    <Part
      query={reviews}
      title={<Trans>Reviews</Trans>}
      note={<Due opportunity={opportunity} />}
      actions={
        edits && (
          <Button size="sm" variant="ghost" icon={Plus} onPress={() => setNew(true)}>
            <Trans>Write one down</Trans>
          </Button>
        )
      }
    >
      {() => (
        <>
          {items.length === 0 && (
            <Nothing>
              {opportunity.important_since ? (
                <Trans>No meeting yet. An important opportunity owes one regularly.</Trans>
              ) : (
                <Trans>No meeting yet. Only important opportunities owe them.</Trans>
              )}
            </Nothing>
          )}
          {items.slice(0, shown).map((review) => (
            <Review key={review.id} opportunity={opportunity} review={review} edits={edits} />
          ))}
          {rest > 0 && (
            <Button size="sm" variant="ghost" onPress={() => setShown(items.length)}>
              <Trans>{rest} earlier</Trans>
            </Button>
          )}
          {isNew && <ReviewDialog opportunity={opportunity} onClose={() => setNew(false)} />}
        </>
      )}
    </Part>
  );
}

function Due({ opportunity }: { opportunity: Opportunity }) {
  const now = useMinute();
  const { zone } = usePreferences();
  const due = opportunity.review_due_on;
  if (due === null) return null;
  const isLate = due < dayIn(now, zone);
  return (
    <Badge tone={isLate ? 'bad' : 'warn'} {...(isLate && { icon: ClockAlert })}>
      <Trans>
        by <Day date={due} />
      </Trans>
    </Badge>
  );
}

interface ReviewProps {
  opportunity: Opportunity;
  review: OpportunityReview;
  edits: boolean;
}

function Review({ opportunity, review, edits }: ReviewProps) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone } = usePreferences();
  const [opened, setOpened] = useState<'action' | 'minutes' | null>(null);
  return (
    <article className="mb-3 last:mb-0">
      <p className="flex items-baseline gap-1.5">
        <b className="date">{dateIn(review.held_at, zone, now)}</b>
        <span className="min-w-0 flex-1 text-ink-3">
          {review.attendees.map((each) => personName(each)).join(' · ')}
        </span>
        {edits && (
          <IconButton icon={Pencil} size="sm" label={t`Correct the minutes`} onPress={() => setOpened('minutes')} />
        )}
      </p>
      <p className="text-md" lang={langOf(review.progress)}>
        {review.progress}
      </p>
      {review.decisions.length > 0 && (
        <ul className="list-disc pl-4">
          {review.decisions.map((decision) => (
            <li key={decision}>{decision}</li>
          ))}
        </ul>
      )}
      <ul className="mt-1.5 flex flex-col gap-1">
        {review.actions.map((action) => (
          <Action key={action.id} action={action} edits={edits} />
        ))}
      </ul>
      {edits && (
        <Button size="sm" variant="ghost" icon={Plus} className="mt-1" onPress={() => setOpened('action')}>
          <Trans>Add an action</Trans>
        </Button>
      )}
      <>
        {opened === 'action' && <ActionDialog reviewId={review.id} onClose={() => setOpened(null)} />}
        {opened === 'minutes' && (
          <ReviewDialog opportunity={opportunity} review={review} onClose={() => setOpened(null)} />
        )}
      </>
    </article>
  );
}

function Action({ action, edits }: { action: ReviewAction; edits: boolean }) {
  const nameOf = useNames();
  const { t } = useLingui();
  const [opened, setOpened] = useState<'done' | 'reopen' | 'edit' | null>(null);
  const done = action.done_at !== null;
  const Icon = done ? CircleCheck : action.overdue ? ClockAlert : Circle;
  const can = action.allowed_moves.includes('complete');
  return (
    <li className="flex items-start gap-2">
      <Icon
        className={`icon-sm mt-0.75 ${done ? 'text-ok' : action.overdue ? 'text-bad' : 'text-ink-3'}`}
        aria-hidden
      />
      <span className="min-w-0 flex-1">
        {action.description}
        {action.result && <span className="block text-xs text-ink-3">{action.result}</span>}
      </span>
      <span className={`flex-none text-xs ${action.overdue ? 'text-bad-ink' : 'text-ink-3'}`}>
        {nameOf(action.owner_id, action.owner_name)} <Day date={(action.done_at ?? action.due_on).slice(0, 10)} />
      </span>
      {edits && !done && (
        <IconButton icon={Pencil} size="sm" label={t`Change ${action.description}`} onPress={() => setOpened('edit')} />
      )}
      {can && (
        <Button size="sm" aria-label={t`Done: ${action.description}`} onPress={() => setOpened('done')}>
          <Trans>Done</Trans>
        </Button>
      )}
      {action.allowed_moves.includes('reopen') && (
        <Button
          size="sm"
          variant="ghost"
          aria-label={t`Open again: ${action.description}`}
          onPress={() => setOpened('reopen')}
        >
          <Trans>Open again</Trans>
        </Button>
      )}
      <>
        {opened === 'edit' && (
          <ActionDialog reviewId={action.review_id} action={action} onClose={() => setOpened(null)} />
        )}
        {(opened === 'done' || opened === 'reopen') && (
          <MoveActionDialog move={opened} action={action} onClose={() => setOpened(null)} />
        )}
      </>
    </li>
  );
}

interface MoveProps {
  move: 'done' | 'reopen';
  action: ReviewAction;
  onClose: () => void;
}

/** Done with what came of it, or open again with the reason. */
function MoveActionDialog({ move, action, onClose }: MoveProps) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [text, setText] = useState('');
  const isDone = move === 'done';
  return (
    <FormDialog
      title={isDone ? <Trans>Done: {action.description}</Trans> : <Trans>Open again: {action.description}</Trans>}
      act={isDone ? t`Mark as done` : t`Open it again`}
      onClose={onClose}
      isReady={text.trim() !== ''}
      send={() =>
        once(`action-${move}:${action.id}`, text.trim(), (key) => {
          const params = { path: { action_id: action.id }, header: { ...headers(key), ...match(action.version) } };
          return isDone
            ? unwrap(
                api.POST('/v1/review-actions/{action_id}/moves/complete', { body: { result: text.trim() }, params }),
              )
            : unwrap(
                api.POST('/v1/review-actions/{action_id}/moves/reopen', { body: { reason: text.trim() }, params }),
              );
        })
      }
      onDone={refresh}
    >
      {({ isAsked }) => (
        <TextArea
          label={isDone ? t`What came of it` : t`Why it is opened again`}
          isRequired
          autoFocus
          rows={2}
          value={text}
          onChange={setText}
          error={isAsked && text.trim() === '' ? t`Say it in a few words.` : undefined}
        />
      )}
    </FormDialog>
  );
}
