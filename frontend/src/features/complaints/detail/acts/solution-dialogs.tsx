import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Method, type RootCause, api, once, unwrap } from '@/api';
import { money } from '@/shared/format';
import { methodLabels, options, rootCauseLabels } from '@/shared/labels';
import { FileField, type FileLike } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { cityOf } from '@/shared/time';
import { MomentField } from '@/shared/ui/date-field';
import { FormDialog } from '@/shared/ui/form-dialog';
import { Select } from '@/shared/ui/select';
import { TextArea } from '@/shared/ui/text-field';
import type { ActProps } from './act-dialog';
import { useActWords } from './act-words';
import { makeMove, useRefresh } from './change';

/** What the investigation has found, and what shows it (CR-24). */
export function FindingsDialog({ complaint, round, onClose }: ActProps) {
  const { t } = useLingui();
  const words = useActWords();
  const refresh = useRefresh();
  const [cause, setCause] = useState(round?.cause ?? '');
  const [category, setCategory] = useState<RootCause | null>(round?.cause_category ?? null);
  const [evidence, setEvidence] = useState(round?.evidence ?? '');
  const [files, setFiles] = useState<FileLike[]>([]);
  const hasEvidence = evidence.trim() !== '' || files.length > 0 || (round?.evidence_files.length ?? 0) > 0;
  return (
    <FormDialog
      title={<Trans>What was found</Trans>}
      size="md"
      act={words.findings}
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
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <TextArea
            label={t`What caused it`}
            isRequired
            autoFocus
            rows={2}
            value={cause}
            onChange={setCause}
            error={isAsked && cause.trim() === '' ? t`What caused it?` : undefined}
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
    </FormDialog>
  );
}

/** The next version of the solution, to be told to the customer. */
export function ProposalDialog({ complaint, round, onClose }: ActProps) {
  const { t } = useLingui();
  const words = useActWords();
  const refresh = useRefresh();
  const [solution, setSolution] = useState('');
  const [files, setFiles] = useState<FileLike[]>([]);
  const live = round?.compensations.filter(({ state }) => state === 'requested' || state === 'approved') ?? [];
  const [compensationId, setCompensationId] = useState<string | null>(live.at(-1)?.id ?? null);
  const NONE = 'none';
  return (
    <FormDialog
      title={<Trans>A solution for {complaint.customer_name}</Trans>}
      size="md"
      act={words.proposal}
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
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <TextArea
            label={t`What is offered`}
            isRequired
            autoFocus
            rows={3}
            value={solution}
            onChange={setSolution}
            error={isAsked && solution.trim() === '' ? t`What is offered?` : undefined}
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
      )}
    </FormDialog>
  );
}

/** The customer was told the solution: the clocks stand until they answer. */
export function ToldDialog({ complaint, onClose }: ActProps) {
  const { t } = useLingui();
  const words = useActWords();
  const refresh = useRefresh();
  const { zone } = usePreferences();
  const [channel, setChannel] = useState<Method>(complaint.channel ?? 'phone');
  const [at, setAt] = useState<string | null>(() => new Date().toISOString());
  return (
    <FormDialog
      title={<Trans>The customer was told the solution</Trans>}
      size="md"
      act={words.propose}
      footnote={<Trans>The clock stands while the customer thinks it over.</Trans>}
      onClose={onClose}
      isReady={at !== null}
      send={() => makeMove(complaint, 'propose', { told_channel: channel, told_at: at })}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          <Select label={t`How`} autoFocus choices={options(methodLabels)} value={channel} onChange={setChannel} />
          <MomentField
            label={t`When`}
            isRequired
            zone={zone}
            mine={zone}
            place={cityOf(zone)}
            value={at}
            onChange={setAt}
            error={isAsked && at === null ? t`Choose the time.` : undefined}
          />
        </>
      )}
    </FormDialog>
  );
}
