import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Method, type RootCause, type Satisfaction, type SatisfactionScore, api, once, unwrap } from '@/api';
import { label, methodLabels, options, rootCauseLabels, satisfactionLabels } from '@/shared/labels';
import { DepartmentPicker, PersonPicker } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { dateIn, timeIn, useMinute } from '@/shared/time';
import { NeededMoment, NeededText } from '@/shared/ui/forms/needed';
import { Scale } from '@/shared/ui/forms/key-choices';
import { type Choice, Select } from '@/shared/ui/forms/select';
import { TextArea } from '@/shared/ui/forms/text-field';
import { preventiveOfQuery, recordsQuery } from '../../queries';
import type { ActProps } from './act-dialog';
import { ActForm } from './act-form';
import { makeMove } from './change';
import { sinceOf, wordsOf } from '../contacts-part';

/** Who is to solve it: the department and the person there. Giving it away again, or reopening, says why. */
export function GiveDialog({ move, complaint, onClose }: ActProps & { move: 'dispatch' | 'reassign' | 'reopen' }) {
  const { t } = useLingui();
  const [departmentId, setDepartmentId] = useState<string | null>(complaint.department_id);
  const [person, setPerson] = useState<Choice | null>(
    complaint.responsible_id && move !== 'reassign'
      ? { id: complaint.responsible_id, name: complaint.responsible_name ?? '' }
      : null,
  );
  const [reason, setReason] = useState('');
  const asksWhy = move !== 'dispatch';
  return (
    <ActForm
      title={
        move === 'reopen' ? <Trans>Reopen {complaint.number}: a new round</Trans> : <Trans>Who is to solve it</Trans>
      }
      act={move}
      footnote={
        move === 'dispatch' && (
          <Trans>The clocks for the solution and its end start in that department’s working time.</Trans>
        )
      }
      onClose={onClose}
      isReady={departmentId !== null && person !== null && (!asksWhy || reason.trim() !== '')}
      send={() =>
        makeMove(complaint, move, {
          department_id: departmentId,
          responsible_id: person?.id,
          ...(reason.trim() && { reason: reason.trim() }),
        })
      }
    >
      {({ isAsked }) => (
        <>
          <DepartmentPicker
            label={t`Department`}
            isRequired
            autoFocus
            value={departmentId}
            onChange={(id) => {
              setDepartmentId(id);
              if (id !== departmentId) setPerson(null);
            }}
            error={isAsked && departmentId === null ? t`Choose the department.` : undefined}
          />
          <PersonPicker
            label={t`Responsible person`}
            isRequired
            departmentId={departmentId}
            value={person}
            onChange={setPerson}
            error={isAsked && person === null ? t`Choose somebody of the department.` : undefined}
          />
          {asksWhy && <Why value={reason} onChange={setReason} />}
        </>
      )}
    </ActForm>
  );
}

function Why({
  value,
  onChange,
  autoFocus = false,
}: {
  value: string;
  onChange: (value: string) => void;
  autoFocus?: boolean;
}) {
  const { t } = useLingui();
  return (
    <NeededText
      label={t`Why`}
      autoFocus={autoFocus}
      rows={3}
      value={value}
      onChange={onChange}
      missing={t`Say why, in a few words.`}
    />
  );
}

/** A move that asks for a reason and nothing else. */
export function ReasonDialog({ move, complaint, onClose }: ActProps & { move: 'escalate' | 'withdraw' }) {
  const [reason, setReason] = useState('');
  return (
    <ActForm
      title={
        move === 'escalate' ? (
          <Trans>Escalate {complaint.number} one rung</Trans>
        ) : (
          <Trans>The customer withdraws {complaint.number}</Trans>
        )
      }
      act={move}
      isDanger={move === 'withdraw'}
      footnote={
        move === 'withdraw' ? (
          <Trans>Its clocks end and open compensations are void.</Trans>
        ) : (
          <Trans>Whoever stands on the next rung is told at once.</Trans>
        )
      }
      onClose={onClose}
      isReady={reason.trim() !== ''}
      send={() => makeMove(complaint, move, { reason: reason.trim() })}
    >
      <Why value={reason} onChange={setReason} autoFocus />
    </ActForm>
  );
}

/** Somebody else answers to the customer, because the first responder has left. */
export function ResponderDialog({ complaint, onClose }: ActProps) {
  const { t } = useLingui();
  const [person, setPerson] = useState<Choice | null>(null);
  const [reason, setReason] = useState('');
  return (
    <ActForm
      title={<Trans>Another first responder for {complaint.number}</Trans>}
      act="hand_over"
      onClose={onClose}
      isReady={person !== null && reason.trim() !== ''}
      send={() => makeMove(complaint, 'hand_over', { first_responder_id: person?.id, reason: reason.trim() })}
    >
      {({ isAsked }) => (
        <>
          <PersonPicker
            label={t`First responder`}
            isRequired
            autoFocus
            value={person}
            onChange={setPerson}
            error={isAsked && person === null ? t`Choose somebody.` : undefined}
          />
          <Why value={reason} onChange={setReason} />
        </>
      )}
    </ActForm>
  );
}

/** What the customer said to the solution: by a contact on record, or in their words. */
export function AnswerDialog({ move, complaint, onClose }: ActProps & { move: 'agree' | 'refuse' }) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone } = usePreferences();
  const records = useQuery(recordsQuery(complaint.customer_id, sinceOf(complaint)));
  const [note, setNote] = useState('');
  const [recordId, setRecordId] = useState<string | null>(null);
  const reached = records.data?.items.filter((record) => record.reached) ?? [];
  const NONE = 'none';
  const refuses = move === 'refuse';
  return (
    <ActForm
      title={refuses ? <Trans>The customer refuses</Trans> : <Trans>The customer agrees</Trans>}
      act={move}
      footnote={refuses && <Trans>It goes back to the department, which owes a new solution.</Trans>}
      onClose={onClose}
      isReady={note.trim() !== '' || (!refuses && recordId !== null)}
      send={() =>
        makeMove(complaint, move, {
          ...(note.trim() && { note: note.trim() }),
          ...(recordId && { contact_record_id: recordId }),
          ...(refuses && { reason: note.trim() }),
        })
      }
    >
      {({ isAsked }) => (
        <>
          <TextArea
            label={refuses ? t`Why they refuse, in their words` : t`In their words`}
            isRequired={refuses || recordId === null}
            autoFocus
            rows={3}
            value={note}
            onChange={setNote}
            error={
              isAsked && note.trim() === '' && (refuses || recordId === null) ? t`Write what they said.` : undefined
            }
          />
          {reached.length > 0 && (
            <Select
              label={t`In which contact`}
              choices={[
                { id: NONE, name: t`None on record` },
                ...reached.map((record) => ({
                  id: record.id,
                  name: `${label(methodLabels, record.method)} ${dateIn(record.started_at, zone, now)} ${timeIn(record.started_at, zone)}`,
                  detail: wordsOf(record).slice(0, 30),
                })),
              ]}
              value={recordId ?? NONE}
              onChange={(id) => setRecordId(id === NONE ? null : id)}
            />
          )}
        </>
      )}
    </ActForm>
  );
}

/** What was done, and when. */
export function ResolveDialog({ complaint, onClose }: ActProps) {
  const { t } = useLingui();
  const [done, setDone] = useState('');
  const [at, setAt] = useState<string | null>(() => new Date().toISOString());
  return (
    <ActForm
      title={<Trans>What was done about {complaint.number}</Trans>}
      act="resolve"
      footnote={<Trans>Next the customer is asked how satisfied they are.</Trans>}
      onClose={onClose}
      isReady={done.trim() !== '' && at !== null}
      send={() => makeMove(complaint, 'resolve', { done: done.trim(), done_at: at })}
    >
      <>
        <NeededText
          label={t`What was done`}
          autoFocus
          rows={3}
          value={done}
          onChange={setDone}
          missing={t`Say what was done.`}
        />
        <NeededMoment label={t`When`} value={at} onChange={setAt} />
      </>
    </ActForm>
  );
}

const STEPS = ['1', '2', '3', '4', '5'].map((id) => ({ id, name: id }));
const SCORES = [
  'product_quality',
  'service_attitude',
  'response_speed',
  'problem_solving',
] as const satisfies SatisfactionScore[];

/** The customer's four scores; or none, after two attempts in vain (CR-26). */
export function ConfirmDialog({ complaint, round, onClose }: ActProps) {
  const { t } = useLingui();
  const [scores, setScores] = useState<Partial<Satisfaction>>({});
  const [comment, setComment] = useState('');
  const given = SCORES.filter((score) => scores[score] !== undefined).length;
  const tries = new Set(round?.satisfaction_tries.map((attempt) => attempt.on_day)).size;
  const isSilent = given === 0 && tries >= 2;
  return (
    <ActForm
      title={<Trans>How satisfied is {complaint.customer_name}?</Trans>}
      act="confirm"
      name={isSilent ? t`Confirm without scores` : undefined}
      footnote={tries > 0 && <Trans>Asked in vain on {tries} days; two stand for a missing answer.</Trans>}
      onClose={onClose}
      isReady={given === SCORES.length || isSilent}
      send={() =>
        makeMove(complaint, 'confirm', {
          ...(given === SCORES.length && { satisfaction: scores }),
          ...(comment.trim() && { comment: comment.trim() }),
        })
      }
    >
      {({ isAsked }) => (
        <>
          <div className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-1.5">
            {SCORES.map((score) => (
              <div key={score} className="contents">
                <span className="text-xs text-ink-2">{label(satisfactionLabels, score)}</span>
                <Scale
                  label={label(satisfactionLabels, score)}
                  choices={STEPS}
                  value={scores[score]?.toString() ?? null}
                  onChange={(value) => setScores((old) => ({ ...old, [score]: Number(value) }))}
                />
              </div>
            ))}
          </div>
          {isAsked && given < SCORES.length && !isSilent && (
            <p role="alert" className="text-xs text-bad-ink">
              <Trans>All four scores, or an attempt in vain on two days.</Trans>
            </p>
          )}
          <TextArea label={t`In their words`} rows={2} value={comment} onChange={setComment} />
        </>
      )}
    </ActForm>
  );
}

/** The customer was asked and did not answer. */
export function TryDialog({ complaint, onClose }: ActProps) {
  const { t } = useLingui();
  const [channel, setChannel] = useState<Method>(complaint.channel ?? 'phone');
  const [note, setNote] = useState('');
  return (
    <ActForm
      title={<Trans>Asked, and no answer</Trans>}
      act="try"
      onClose={onClose}
      isReady={note.trim() !== ''}
      send={() => {
        const body = { channel, note: note.trim() };
        return once(`try:${complaint.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/complaints/{complaint_id}/satisfaction-tries', {
              body,
              params: { path: { complaint_id: complaint.id }, header: { 'Idempotency-Key': key } },
            }),
          ),
        );
      }}
    >
      <>
        <Select label={t`How`} choices={options(methodLabels)} value={channel} onChange={setChannel} />
        <NeededText
          label={t`What came of it`}
          autoFocus
          rows={2}
          value={note}
          onChange={setNote}
          missing={t`Say what came of it.`}
        />
      </>
    </ActForm>
  );
}

/** Into the archive: with the root cause, and what is done against repetition or why nothing. */
export function ArchiveDialog({ complaint, onClose }: ActProps) {
  const { t } = useLingui();
  const actions = useQuery(preventiveOfQuery(complaint.id));
  const [cause, setCause] = useState<RootCause | null>(complaint.root_cause_category);
  const [why, setWhy] = useState(complaint.no_prevention_reason ?? '');
  const number = actions.data?.items.length ?? 0;
  return (
    <ActForm
      title={<Trans>Archive {complaint.number}</Trans>}
      act="archive"
      footnote={<Trans>It is read-only from then on.</Trans>}
      onClose={onClose}
      isReady={cause !== null && (number > 0 || why.trim() !== '')}
      send={() =>
        makeMove(complaint, 'archive', {
          root_cause_category: cause,
          ...(why.trim() && { no_prevention_reason: why.trim() }),
        })
      }
    >
      {({ isAsked }) => (
        <>
          <Select
            label={t`Root cause`}
            isRequired
            choices={options(rootCauseLabels)}
            value={cause}
            onChange={setCause}
            error={isAsked && cause === null ? t`Choose the root cause.` : undefined}
          />
          {number > 0 ? (
            <p>
              <Trans>{number} preventive actions are planned.</Trans>
            </p>
          ) : (
            <TextArea
              label={t`Why nothing needs to be prevented`}
              help={t`Or close this and add a preventive action.`}
              rows={2}
              value={why}
              onChange={setWhy}
              error={isAsked && why.trim() === '' ? t`Say why, or add an action.` : undefined}
            />
          )}
        </>
      )}
    </ActForm>
  );
}
