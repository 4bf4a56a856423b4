import { Trans, useLingui } from '@lingui/react/macro';
import { Check, MessageSquareReply, UserRoundPen } from 'lucide-react';
import { useState } from 'react';
import { type Handoff, useDraft } from '@/api';
import { useDepartmentNames, useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { handoffStateLabels, label } from '@/shared/labels';
import { handoffOriginLabels } from '@/shared/labels/records';
import { useMe } from '@/shared/permissions';
import { PersonPicker } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { overdueText, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { MyTime } from '@/shared/ui/figures';
import { FormDialog } from '@/shared/ui/form-dialog';
import { DeadlineBadge } from '@/shared/ui/marks';
import { Facts } from '@/shared/ui/panel';
import { RecordLink } from '@/shared/ui/record-link';
import type { Choice } from '@/shared/ui/select';
import { TextArea } from '@/shared/ui/text-field';
import { toast } from '@/shared/ui/toast';
import { type HandoffMove, useHandoffMove } from './queries';

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
                nameOf(handoff.assignee_id) || handoff.assignee_name
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
                  {nameOf(handoff.asked_by) || handoff.asked_by_name}{' '}
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

interface MoveProps extends Props {
  move: HandoffMove;
  onClose: () => void;
}

function MoveDialog({ handoff, move, onClose, onDone }: MoveProps) {
  const { t } = useLingui();
  const me = useMe();
  const kept = useDraft<string>(me.id, `handoff:${handoff.id}:${move}`);
  const [typed, setTyped] = useState<string | null>(null);
  const [person, setPerson] = useState<Choice | null>(null);
  const make = useHandoffMove();
  const text = typed ?? kept.found?.value ?? '';
  const type = (next: string) => {
    setTyped(next);
    kept.keep(next);
  };
  const words = {
    assign: { title: t`Who answers ${handoff.customer_name}’s question?`, act: t`Give it to them`, done: t`Given` },
    answer: { title: t`Answer the question of ${handoff.customer_name}`, act: t`Answer`, done: t`Answered` },
    tell: { title: t`${handoff.customer_name} was told?`, act: t`They were told`, done: t`Noted` },
  }[move];
  const body =
    move === 'assign'
      ? { assignee_id: person?.id ?? '' }
      : move === 'answer'
        ? { answer: text.trim() }
        : { note: text.trim() || null };
  return (
    <FormDialog
      title={words.title}
      act={words.act}
      size="md"
      onClose={onClose}
      isReady={move === 'assign' ? person !== null : move === 'tell' || text.trim() !== ''}
      send={() => make.mutateAsync({ handoff, move, body })}
      onDone={() => {
        void kept.drop();
        toast.done(words.done);
        onDone();
      }}
      shows={(pointer) => ['/assignee_id', '/answer', '/note'].includes(pointer)}
    >
      {({ isAsked, faultAt }) =>
        move === 'assign' ? (
          <PersonPicker
            label={t`Who answers`}
            isRequired
            autoFocus
            departmentId={handoff.department_id}
            value={person}
            onChange={setPerson}
            error={faultAt('/assignee_id') ?? (isAsked && person === null ? t`Say who.` : undefined)}
          />
        ) : (
          <>
            <p className="text-ink-2" lang={langOf(handoff.question)}>
              {handoff.question}
            </p>
            {move === 'tell' && handoff.answer && (
              <p className="rounded-control bg-surface-2 px-2.5 py-2" lang={langOf(handoff.answer)}>
                {handoff.answer}
              </p>
            )}
            <TextArea
              label={move === 'answer' ? t`Answer` : t`How they were told`}
              isRequired={move === 'answer'}
              autoFocus
              rows={5}
              value={text}
              onChange={type}
              error={
                faultAt(move === 'answer' ? '/answer' : '/note') ??
                (isAsked && move === 'answer' && text.trim() === '' ? t`Write the answer.` : undefined)
              }
            />
          </>
        )
      }
    </FormDialog>
  );
}
