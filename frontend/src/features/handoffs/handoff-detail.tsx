import { Trans, useLingui } from '@lingui/react/macro';
import { Check, MessageSquareReply, UserRoundPen } from 'lucide-react';
import { useState } from 'react';
import type { Handoff } from '@/api';
import { useDepartmentNames, useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { type HandoffMove, MoveDialog } from '@/shared/handoffs';
import { useHotkeys } from '@/shared/hotkeys';
import { handoffOriginLabels, handoffStateLabels, label } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { overdueText, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { DeadlineBadge } from '@/shared/ui/values/marks';
import { Facts } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';

interface Props {
  handoff: Handoff;
  onDone: () => void;
}

/** One question: what is asked, by when, who answers; the answer; and that the customer was told. */
export function HandoffDetail({ handoff, onDone }: Props) {
  const { t } = useLingui();
  const nameOf = useNames();
  const departmentOf = useDepartmentNames();
  const now = useMinute();
  const { zone } = usePreferences();
  const [move, setMove] = useState<HandoffMove | null>(null);
  const can = (name: HandoffMove) => handoff.allowed_moves.includes(name);
  useHotkeys([
    { keys: 'a', name: t`Answer`, group: 'record', run: () => setMove('answer'), isOn: can('answer') },
    { keys: 'w', name: t`Give it to somebody`, group: 'record', run: () => setMove('assign'), isOn: can('assign') },
    { keys: 't', name: t`The customer was told`, group: 'record', run: () => setMove('tell'), isOn: can('tell') },
  ]);
  const origin = handoff.origin_type;
  const linked = origin === 'complaint' || origin === 'opportunity' ? origin : null;
  return (
    <article className="mx-auto max-w-200 px-5 py-4">
      <header className="flex flex-wrap items-center gap-2">
        <RecordLink kind="customer" id={handoff.customer_id} className="text-lg font-strong">
          {handoff.customer_name}
        </RecordLink>
        <Badge tone={handoff.state === 'open' ? 'hold' : 'ok'}>{label(handoffStateLabels, handoff.state)}</Badge>
        {handoff.overdue && <DeadlineBadge deadline="passed">{overdueText(handoff.due_at, now, zone)}</DeadlineBadge>}
        {handoff.answered_late && (
          <Badge tone="warn">
            <Trans>Answered late</Trans>
          </Badge>
        )}
      </header>
      <p className="mt-3 text-md whitespace-pre-wrap" lang={langOf(handoff.question)}>
        {handoff.question}
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        {can('answer') && (
          <Button variant="primary" icon={MessageSquareReply} keys="a" onPress={() => setMove('answer')}>
            <Trans>Answer</Trans>
          </Button>
        )}
        {can('tell') && (
          <Button variant="primary" icon={Check} keys="t" onPress={() => setMove('tell')}>
            <Trans>The customer was told</Trans>
          </Button>
        )}
        {can('assign') && (
          <Button icon={UserRoundPen} keys="w" onPress={() => setMove('assign')}>
            {handoff.assignee_id ? <Trans>Give it to somebody else</Trans> : <Trans>Give it to somebody</Trans>}
          </Button>
        )}
      </div>
      <div className="mt-4 border-t border-line pt-4">
        <Facts
          width={110}
          facts={[
            { name: t`Department`, value: departmentOf(handoff.department_id, handoff.department_name) },
            {
              name: t`Who answers`,
              value: handoff.assignee_name ? (
                nameOf(handoff.assignee_id, handoff.assignee_name)
              ) : (
                <span className="text-warn-ink">
                  <Trans>nobody yet</Trans>
                </span>
              ),
            },
            { name: t`Answer due`, value: <MyTime at={handoff.due_at} /> },
            {
              name: t`Asked`,
              value: (
                <>
                  {nameOf(handoff.asked_by, handoff.asked_by_name)}{' '}
                  <MyTime at={handoff.asked_at} className="text-ink-3" />
                </>
              ),
            },
            ...(origin && handoff.origin_id
              ? [
                  {
                    name: t`Came from`,
                    value: linked ? (
                      <RecordLink kind={linked} id={handoff.origin_id}>
                        {label(handoffOriginLabels, origin)}
                      </RecordLink>
                    ) : (
                      label(handoffOriginLabels, origin)
                    ),
                  },
                ]
              : []),
          ]}
        />
      </div>
      {handoff.answer !== null && handoff.answered_at && (
        <section className="mt-4 border-t border-line pt-4">
          <h3 className="text-sm">
            <Trans>Answer</Trans>
          </h3>
          <p className="mt-1 text-md whitespace-pre-wrap" lang={langOf(handoff.answer)}>
            {handoff.answer}
          </p>
          <p className="mt-1 text-xs text-ink-3">
            {nameOf(handoff.answered_by)} <MyTime at={handoff.answered_at} />
          </p>
        </section>
      )}
      {handoff.told_at && (
        <section className="mt-4 border-t border-line pt-4">
          <h3 className="text-sm">
            <Trans>The customer was told</Trans>
          </h3>
          {handoff.told_note && <p className="mt-1 text-md">{handoff.told_note}</p>}
          <p className="mt-1 text-xs text-ink-3">
            {nameOf(handoff.told_by)} <MyTime at={handoff.told_at} />
          </p>
        </section>
      )}
      {move && <MoveDialog key={move} handoff={handoff} move={move} onClose={() => setMove(null)} onDone={onDone} />}
    </article>
  );
}
