import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Method, type RootCause, api, once, unwrap } from '@/api';
import { money } from '@/shared/format';
import { methodLabels, options, rootCauseLabels } from '@/shared/labels';
import { FileField, type FileLike } from '@/shared/pickers';
import { NeededMoment, NeededText } from '@/shared/ui/forms/needed';
import { Select } from '@/shared/ui/forms/select';
import { TextArea } from '@/shared/ui/forms/text-field';
import type { ActProps } from './act-dialog';
import { ActForm } from './act-form';
import { makeMove } from './change';

/** What the investigation has found, and what shows it (CR-24). */
export function FindingsDialog({ complaint, round, onClose }: ActProps) {
  const { t } = useLingui();
  const [cause, setCause] = useState(round?.cause ?? '');
  const [category, setCategory] = useState<RootCause | null>(round?.cause_category ?? null);
  const [evidence, setEvidence] = useState(round?.evidence ?? '');
  const [files, setFiles] = useState<FileLike[]>([]);
  const hasEvidence = evidence.trim() !== '' || files.length > 0 || (round?.evidence_files.length ?? 0) > 0;
  return (
    <ActForm
      title={<Trans>What was found</Trans>}
      act="findings"
      onClose={onClose}
      isReady={cause.trim() !== '' && category !== null && hasEvidence}
      send={() =>
        unwrap(
          api.PUT('/v1/complaints/{complaint_id}/findings', {
            body: {
              cause: cause.trim(),
              cause_category: category ?? 'other',
              evidence: evidence.trim() || null,
              file_ids: files.map((file) => file.id),
            },
            params: { path: { complaint_id: complaint.id }, header: { 'If-Match': `"${complaint.version}"` } },
          }),
        )
      }
    >
      {({ isAsked }) => (
        <>
          <NeededText
            label={t`What caused it`}
            autoFocus
            rows={2}
            value={cause}
            onChange={setCause}
            missing={t`What caused it?`}
          />
          <Select
            label={t`Category of the cause`}
            isRequired
            choices={options(rootCauseLabels)}
            value={category}
            onChange={setCategory}
            error={isAsked && category === null ? t`Choose the category.` : undefined}
          />
          <TextArea
            label={t`What shows it`}
            note={t`words or files`}
            rows={2}
            value={evidence}
            onChange={setEvidence}
            error={isAsked && !hasEvidence ? t`Say what shows it, or add a file.` : undefined}
          />
          <FileField label={t`Add evidence`} files={files} onChange={setFiles} />
        </>
      )}
    </ActForm>
  );
}

/** The next version of the solution, to be told to the customer. */
export function ProposalDialog({ complaint, round, onClose }: ActProps) {
  const { t } = useLingui();
  const [solution, setSolution] = useState('');
  const [files, setFiles] = useState<FileLike[]>([]);
  const live = round?.compensations.filter(({ state }) => state === 'requested' || state === 'approved') ?? [];
  const [compensationId, setCompensationId] = useState<string | null>(live.at(-1)?.id ?? null);
  const NONE = 'none';
  return (
    <ActForm
      title={<Trans>A solution for {complaint.customer_name}</Trans>}
      act="proposal"
      onClose={onClose}
      isReady={solution.trim() !== ''}
      send={() => {
        const body = {
          solution: solution.trim(),
          compensation_id: compensationId,
          file_ids: files.map((file) => file.id),
        };
        return once(`solution:${complaint.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/complaints/{complaint_id}/proposals', {
              body,
              params: { path: { complaint_id: complaint.id }, header: { 'Idempotency-Key': key } },
            }),
          ),
        );
      }}
    >
      <>
        <NeededText
          label={t`What is offered`}
          autoFocus
          rows={3}
          value={solution}
          onChange={setSolution}
          missing={t`What is offered?`}
        />
        {live.length > 0 && (
          <Select
            label={t`Compensation offered with it`}
            choices={[
              { id: NONE, name: t({ context: 'attachment', message: 'None' }) },
              ...live.map((each) => ({ id: each.id, name: money(each.amount), detail: each.reason })),
            ]}
            value={compensationId ?? NONE}
            onChange={(id) => setCompensationId(id === NONE ? null : id)}
          />
        )}
        <FileField label={t`Add files`} files={files} onChange={setFiles} />
      </>
    </ActForm>
  );
}

/** The customer was told the solution: the clocks stand until they answer. */
export function ToldDialog({ complaint, onClose }: ActProps) {
  const { t } = useLingui();
  const [channel, setChannel] = useState<Method>(complaint.channel ?? 'phone');
  const [at, setAt] = useState<string | null>(() => new Date().toISOString());
  return (
    <ActForm
      title={<Trans>The customer was told the solution</Trans>}
      act="propose"
      footnote={<Trans>The clock stands while the customer thinks it over.</Trans>}
      onClose={onClose}
      isReady={at !== null}
      send={() => makeMove(complaint, 'propose', { told_channel: channel, told_at: at })}
    >
      <>
        <Select label={t`How`} autoFocus choices={options(methodLabels)} value={channel} onChange={setChannel} />
        <NeededMoment label={t`When`} value={at} onChange={setAt} />
      </>
    </ActForm>
  );
}
