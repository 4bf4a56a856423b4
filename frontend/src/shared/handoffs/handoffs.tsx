import { Trans, useLingui } from '@lingui/react/macro';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap } from '@/api/client';
import { once } from '@/api/idempotency';
import { onEvents } from '@/api/live';
import type { Handoff } from '@/api/types';
import { langOf, personName } from '@/shared/format';
import { useDepartmentNames } from '@/shared/directory';
import { handoffStateLabels, label } from '@/shared/labels';
import { DepartmentPicker, PersonPicker } from '@/shared/pickers';
import { againstClock, useMinute } from '@/shared/time';
import { Badge, type Tone } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { MyTime } from '@/shared/ui/figures';
import { FormDialog } from '@/shared/ui/form-dialog';
import type { Choice } from '@/shared/ui/select';
import { TextArea } from '@/shared/ui/text-field';

/** What a question came from: an opportunity or a complaint. */
export interface Origin {
  kind: 'opportunity' | 'complaint';
  id: string;
}

const KEY = ['handoffs', 'of'];

/** Questions to departments that a record gave rise to, the latest first. */
export const handoffsOfQuery = (origin: string) =>
  queryOptions({
    queryKey: [...KEY, origin],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/handoffs', {
          signal,
          params: { query: { origin_id: [origin], sort: ['-asked_at'], limit: 20 } },
        }),
      ),
  });

onEvents({
  'handoff.opened': (client) => void client.invalidateQueries({ queryKey: ['handoffs'] }),
  'handoff.moved': (client) => void client.invalidateQueries({ queryKey: ['handoffs'] }),
});

function useRefresh() {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ['handoffs'] });
}

const headers = (handoff: Handoff, key: string) => ({ 'If-Match': `"${handoff.version}"`, 'Idempotency-Key': key });
const TONES: Record<Handoff['state'], Tone> = { open: 'hold', answered: 'ok', told_to_customer: 'mute' };

/** A question to a department: who is to answer by when, the answer, and what may be done now (OT-13, OT-14). */
export function HandoffLine({ handoff }: { handoff: Handoff }) {
  const { t } = useLingui();
  const departmentOf = useDepartmentNames();
  const now = useMinute();
  const refresh = useRefresh();
  const [opened, setOpened] = useState<'answer' | 'assign' | null>(null);
  const tell = useMutation({
    mutationFn: () =>
      once(`handoff-tell:${handoff.id}`, null, (key) =>
        unwrap(
          api.POST('/v1/handoffs/{handoff_id}/moves/tell', {
            body: {},
            params: { path: { handoff_id: handoff.id }, header: headers(handoff, key) },
          }),
        ),
      ),
    onSuccess: refresh,
  });
  const may = (move: string) => handoff.allowed_moves.includes(move);
  return (
    <li>
      <p className="flex items-start gap-2">
        <span className="min-w-0 flex-1" lang={langOf(handoff.question)}>
          {handoff.question}
        </span>
        <Badge tone={handoff.overdue ? 'bad' : TONES[handoff.state]}>{label(handoffStateLabels, handoff.state)}</Badge>
      </p>
      <p className="text-xs text-ink-3">
        {departmentOf(handoff.department_id, handoff.department_name)}
        {handoff.assignee_name && ` · ${personName({ name: handoff.assignee_name })}`}
        {handoff.state === 'open' && ` · ${againstClock(handoff.due_at, now)}`}
        {handoff.answered_at && (
          <>
            {' · '}
            <MyTime at={handoff.answered_at} />
          </>
        )}
      </p>
      {handoff.answer && (
        <p className="mt-0.5 border-l-2 border-ok pl-2" lang={langOf(handoff.answer)}>
          {handoff.answer}
        </p>
      )}
      <p className="mt-1 flex flex-wrap gap-1.5 empty:hidden">
        {may('answer') && (
          <Button size="sm" aria-label={t`Answer: ${handoff.question}`} onPress={() => setOpened('answer')}>
            <Trans>Answer</Trans>
          </Button>
        )}
        {may('assign') && (
          <Button size="sm" aria-label={t`Who answers: ${handoff.question}`} onPress={() => setOpened('assign')}>
            <Trans>Who answers</Trans>
          </Button>
        )}
        {may('tell') && (
          <Button size="sm" isBusy={tell.isPending} onPress={() => tell.mutate()}>
            <Trans>The customer was told</Trans>
          </Button>
        )}
      </p>
      <>
        {opened === 'answer' && <AnswerDialog handoff={handoff} onClose={() => setOpened(null)} />}
        {opened === 'assign' && <AssignDialog handoff={handoff} onClose={() => setOpened(null)} />}
      </>
    </li>
  );
}

function AnswerDialog({ handoff, onClose }: { handoff: Handoff; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [answer, setAnswer] = useState('');
  return (
    <FormDialog
      title={<Trans>Answer to {handoff.customer_name}’s question</Trans>}
      size="md"
      act={t`Answer`}
      onClose={onClose}
      isReady={answer.trim() !== ''}
      send={() => {
        const body = { answer: answer.trim() };
        return once(`handoff-answer:${handoff.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/handoffs/{handoff_id}/moves/answer', {
              body,
              params: { path: { handoff_id: handoff.id }, header: headers(handoff, key) },
            }),
          ),
        );
      }}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <p lang={langOf(handoff.question)}>{handoff.question}</p>
          <TextArea
            label={t`The answer`}
            isRequired
            autoFocus
            rows={4}
            value={answer}
            onChange={setAnswer}
            error={isAsked && answer.trim() === '' ? t`Write down the answer.` : undefined}
          />
        </>
      )}
    </FormDialog>
  );
}

function AssignDialog({ handoff, onClose }: { handoff: Handoff; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [person, setPerson] = useState<Choice | null>(null);
  return (
    <FormDialog
      title={<Trans>Who answers it</Trans>}
      act={t`Give it to them`}
      onClose={onClose}
      isReady={person !== null}
      send={() => {
        const body = { assignee_id: person?.id ?? '' };
        return once(`handoff-assign:${handoff.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/handoffs/{handoff_id}/moves/assign', {
              body,
              params: { path: { handoff_id: handoff.id }, header: headers(handoff, key) },
            }),
          ),
        );
      }}
      onDone={refresh}
      shows={(pointer) => pointer === '/assignee_id'}
    >
      {({ isAsked, faultAt }) => (
        <PersonPicker
          label={t`Who answers`}
          isRequired
          autoFocus
          departmentId={handoff.department_id}
          value={person}
          onChange={setPerson}
          error={faultAt('/assignee_id') ?? (isAsked && person === null ? t`Choose a colleague.` : undefined)}
        />
      )}
    </FormDialog>
  );
}

/** Passes a question about a record to a department. */
export function AskDialog({ origin, onClose }: { origin: Origin; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [departmentId, setDepartmentId] = useState<string | null>(null);
  const [question, setQuestion] = useState('');
  return (
    <FormDialog
      title={<Trans>Ask a department</Trans>}
      size="md"
      act={t`Ask`}
      onClose={onClose}
      isReady={departmentId !== null && question.trim() !== ''}
      send={() => {
        const body = { department_id: departmentId ?? '', question: question.trim() };
        return once(`ask:${origin.id}`, body, (key) => {
          const header = { 'Idempotency-Key': key };
          return origin.kind === 'opportunity'
            ? unwrap(
                api.POST('/v1/opportunities/{opportunity_id}/handoffs', {
                  body,
                  params: { path: { opportunity_id: origin.id }, header },
                }),
              )
            : unwrap(
                api.POST('/v1/complaints/{complaint_id}/handoffs', {
                  body,
                  params: { path: { complaint_id: origin.id }, header },
                }),
              );
        });
      }}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <DepartmentPicker
            label={t`Department`}
            isRequired
            autoFocus
            value={departmentId}
            onChange={setDepartmentId}
            error={isAsked && departmentId === null ? t`Choose the department.` : undefined}
          />
          <TextArea
            label={t`Question`}
            isRequired
            rows={3}
            value={question}
            onChange={setQuestion}
            error={isAsked && question.trim() === '' ? t`What is asked or needed?` : undefined}
          />
        </>
      )}
    </FormDialog>
  );
}
