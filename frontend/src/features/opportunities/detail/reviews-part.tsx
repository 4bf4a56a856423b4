import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Circle, ClockAlert, Plus } from 'lucide-react';
import { useState } from 'react';
import { type Opportunity, type OpportunityReview, type ReviewAction, api, once, unwrap } from '@/api';
import { langOf, personName } from '@/shared/format';
import { usePreferences } from '@/shared/preferences';
import { dateIn, dayIn, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Day } from '@/shared/ui/figures';
import { FormDialog } from '@/shared/ui/form-dialog';
import { TextArea } from '@/shared/ui/text-field';
import { headers, match, useRefresh } from './change';
import { Nothing, Part } from './part';
import { reviewsQuery } from './queries';
import { lazyDialog } from '@/shared/ui/lazy-dialog';

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
            <Review key={review.id} review={review} edits={edits} />
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

function Review({ review, edits }: { review: OpportunityReview; edits: boolean }) {
  const now = useMinute();
  const { zone } = usePreferences();
  const [isGiving, setGiving] = useState(false);
  return (
    <article className="mb-3 last:mb-0">
      <p>
        <b className="date">{dateIn(review.held_at, zone, now)}</b>{' '}
        <span className="text-ink-3">{review.attendees.map((each) => personName(each)).join(' · ')}</span>
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
          <Action key={action.id} action={action} />
        ))}
      </ul>
      {edits && (
        <Button size="sm" variant="ghost" icon={Plus} className="mt-1" onPress={() => setGiving(true)}>
          <Trans>Add an action</Trans>
        </Button>
      )}
      {isGiving && <ActionDialog review={review} onClose={() => setGiving(false)} />}
    </article>
  );
}

function Action({ action }: { action: ReviewAction }) {
  const { t } = useLingui();
  const [isDoing, setDoing] = useState(false);
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
        {action.owner_name} <Day date={(action.done_at ?? action.due_on).slice(0, 10)} />
      </span>
      {can && (
        <Button size="sm" aria-label={t`Done: ${action.description}`} onPress={() => setDoing(true)}>
          <Trans>Done</Trans>
        </Button>
      )}
      {isDoing && <DoneDialog action={action} onClose={() => setDoing(false)} />}
    </li>
  );
}

function DoneDialog({ action, onClose }: { action: ReviewAction; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [result, setResult] = useState('');
  return (
    <FormDialog
      title={<Trans>Done: {action.description}</Trans>}
      act={t`Mark as done`}
      onClose={onClose}
      isReady={result.trim() !== ''}
      send={() => {
        const body = { result: result.trim() };
        return once(`action-done:${action.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/review-actions/{action_id}/moves/complete', {
              body,
              params: { path: { action_id: action.id }, header: { ...headers(key), ...match(action.version) } },
            }),
          ),
        );
      }}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <TextArea
          label={t`What came of it`}
          isRequired
          autoFocus
          rows={2}
          value={result}
          onChange={setResult}
          error={isAsked && result.trim() === '' ? t`Say it in a few words.` : undefined}
        />
      )}
    </FormDialog>
  );
}
