import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ClockAlert, MessageSquareReply } from 'lucide-react';
import { useState } from 'react';
import { type CustomerReview, type Handoff, api, once, unwrap } from '@/api';
import { useDepartmentNames, useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { handoffStateLabels, label } from '@/shared/labels';
import { useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { overdueText, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { Day, MyTime } from '@/shared/ui/values/figures';
import { Facts } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { Decision, DecisionHead, Part, Said } from '../decision';
import { handoffQuery, reviewsQuery } from '../queries';
import { Loaded } from './loaded';
import { type PanelProps, moving } from './panel';

/** An answer that a department gave and the customer has not been told (OT-13). */
export function AnswerPanel({ alert, onDecided }: PanelProps) {
  const handoff = useQuery(handoffQuery(alert.subject_id));
  return <Loaded query={handoff}>{(data) => <Answered handoff={data} onDecided={onDecided} />}</Loaded>;
}

function Answered({ handoff, onDecided }: { handoff: Handoff; onDecided: () => void }) {
  const { t } = useLingui();
  const department = useDepartmentNames()(handoff.department_id, handoff.department_name);
  const nameOf = useNames();
  return (
    <Decision
      id={handoff.id}
      onDecided={onDecided}
      notePlaceholder={t`How the customer was told`}
      head={
        <DecisionHead
          title={
            <RecordLink kind="customer" id={handoff.customer_id} className="text-ink no-underline hover:underline">
              {handoff.customer_name}
            </RecordLink>
          }
          badges={<Badge tone="ok">{label(handoffStateLabels, handoff.state)}</Badge>}
        >
          {handoff.answered_at && (
            <Trans>
              {department}, {nameOf(handoff.answered_by)} answered <MyTime at={handoff.answered_at} />
            </Trans>
          )}
        </DecisionHead>
      }
      approve={
        handoff.allowed_moves.includes('tell')
          ? {
              name: t`The customer was told`,
              icon: MessageSquareReply,
              done: t`Noted: ${handoff.customer_name} was told`,
              send: (note) =>
                once(`handoff:${handoff.id}:tell`, note, (key) =>
                  unwrap(
                    api.POST('/v1/handoffs/{handoff_id}/moves/tell', {
                      body: { note: note || null },
                      params: { path: { handoff_id: handoff.id }, header: moving(handoff.version, key) },
                    }),
                  ),
                ),
            }
          : null
      }
      refuse={null}
    >
      <Part title={<Trans>The question</Trans>}>
        <p className="text-md" lang={langOf(handoff.question)}>
          {handoff.question}
        </p>
        <p className="text-xs text-ink-3">
          {nameOf(handoff.asked_by)} · <MyTime at={handoff.asked_at} />
        </p>
      </Part>
      {handoff.answer && (
        <Part title={<Trans>The answer</Trans>}>
          <Said>
            <span lang={langOf(handoff.answer)}>{handoff.answer}</span>
          </Said>
        </Part>
      )}
      {handoff.answered_late && (
        <Facts facts={[{ name: <Trans context="approval">Due</Trans>, value: <MyTime at={handoff.due_at} /> }]} />
      )}
    </Decision>
  );
}

/** Files of customers whose review is past its day: each one is attested in words (CR-7). */
export function ReviewsPanel({ alert, onDecided }: PanelProps) {
  const { t } = useLingui();
  const me = useMe();
  const nameOf = useNames();
  const list = useInfiniteQuery(
    reviewsQuery(nameOf(alert.subject_id) === '' && alert.subject_id !== me.id ? null : alert.subject_id),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = list.data?.rows ?? [];
  const current = rows.find((row) => row.id === chosen) ?? rows[0];
  const step = (by: 1 | -1) => {
    const next = rows[(current ? rows.indexOf(current) : -1) + by];
    if (next) setChosen(next.id);
  };
  useHotkeys([
    { keys: 'shift+j', name: t`Next file`, group: 'approvals', run: () => step(1) },
    { keys: 'shift+k', name: t`File before`, group: 'approvals', run: () => step(-1) },
  ]);
  const total = list.data?.total ?? rows.length;
  return (
    <Decision
      key={current?.id}
      id={current?.id ?? alert.id}
      onDecided={() => {
        const at = current ? rows.indexOf(current) : -1;
        const next = rows[at + 1] ?? rows[at - 1];
        if (next) setChosen(next.id);
        else onDecided();
      }}
      notePlaceholder={t`What was checked in this file, in your own words`}
      head={
        <DecisionHead title={<Plural value={total} one="# file review overdue" other="# file reviews overdue" />}>
          {nameOf(alert.subject_id, alert.owner_name)}
        </DecisionHead>
      }
      approve={
        current
          ? {
              name: t`Attest this file`,
              done: t`${current.customer_name} is reviewed`,
              needsNote: true,
              send: (note) => attest(current, note),
            }
          : null
      }
      refuse={null}
    >
      {list.isPending && <SkeletonRows rows={6} />}
      {list.isError && (
        <PartError
          title={<Trans>The reviews were not loaded</Trans>}
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      <ul aria-label={t`Files to review`} className="rounded-card border border-line empty:hidden">
        {rows.map((row) => (
          <ReviewRow key={row.id} row={row} isCurrent={row === current} onChoose={() => setChosen(row.id)} />
        ))}
      </ul>
      {list.hasNextPage && (
        <p className="text-center">
          <Button size="sm" isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            <Trans>Load more</Trans>
          </Button>
        </p>
      )}
    </Decision>
  );
}

const attest = (review: CustomerReview, note: string) =>
  once(`attest:${review.id}`, note, (key) =>
    unwrap(
      api.POST('/v1/customer-reviews/{review_id}/attest', {
        body: { attestation: note },
        params: { path: { review_id: review.id }, header: moving(review.version, key) },
      }),
    ),
  );

function ReviewRow({ row, isCurrent, onChoose }: { row: CustomerReview; isCurrent: boolean; onChoose: () => void }) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone } = usePreferences();
  return (
    <li
      className={cx(
        'flex h-9 items-center gap-3 border-b border-line px-3 last:border-b-0',
        isCurrent && 'bg-accent-soft',
      )}
    >
      <button
        type="button"
        aria-pressed={isCurrent}
        aria-label={t`Attest ${row.customer_name}`}
        onClick={onChoose}
        className="size-6 flex-none cursor-default rounded-badge focus-visible:ring-focus"
      >
        <span
          aria-hidden
          className={cx('mx-auto block size-3 rounded-full', isCurrent ? 'bg-accent' : 'inset-line-2')}
        />
      </button>
      <RecordLink kind="customer" id={row.customer_id} className="min-w-0 flex-1 truncate">
        {row.customer_name}
      </RecordLink>
      <span className="flex items-center gap-1 text-xs text-bad-ink">
        <ClockAlert className="icon-xs" aria-hidden />
        {overdueText(row.due_on, now, zone)}
      </span>
      <span className="text-xs text-ink-3">
        <Day date={row.due_on} />
      </span>
    </li>
  );
}
