import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Opportunity, type SolutionProposal, api, once, unwrap } from '@/api';
import { usePreferences } from '@/shared/preferences';
import { dayIn, useMinute } from '@/shared/time';
import { DateField } from '@/shared/ui/date-field';
import { FormDialog } from '@/shared/ui/form-dialog';
import { AmountField } from '@/shared/ui/number-field';
import { Checkbox } from '@/shared/ui/choice';
import { TextArea } from '@/shared/ui/text-field';
import { CurrencyField, FileField, type FileLike } from '@/shared/pickers';
import { headers, useRefresh } from './change';

/** The next version of what is offered, with its files (TS-8). */
export function ProposalDialog({ opportunity, onClose }: { opportunity: Opportunity; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const now = useMinute();
  const { zone } = usePreferences();
  const [summary, setSummary] = useState('');
  const [amount, setAmount] = useState<string | null>(opportunity.amount?.amount ?? null);
  const [currency, setCurrency] = useState(opportunity.amount?.currency ?? 'USD');
  const [until, setUntil] = useState<string | null>(null);
  const [isSent, setSent] = useState(false);
  const [files, setFiles] = useState<FileLike[]>([]);
  return (
    <FormDialog
      title={<Trans>New version of the proposal</Trans>}
      size="md"
      act={t`Keep this version`}
      onClose={onClose}
      isReady={summary.trim() !== ''}
      send={() => {
        const body = {
          summary: summary.trim(),
          amount: amount === null ? null : { amount, currency },
          valid_until: until,
          presented_at: isSent ? new Date(now).toISOString() : null,
          file_ids: files.map((file) => file.id),
        };
        return once(`proposal:${opportunity.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/opportunities/{opportunity_id}/proposals', {
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
          <TextArea
            label={t`What is offered, or what has changed`}
            isRequired
            autoFocus
            rows={3}
            value={summary}
            onChange={setSummary}
            error={isAsked && summary.trim() === '' ? t`Say it in one line at least.` : undefined}
          />
          <div className="flex flex-wrap gap-2">
            <CurrencyField value={currency} onChange={setCurrency} />
            <AmountField className="min-w-32 flex-1" label={t`Amount`} value={amount} onChange={setAmount} />
            <DateField label={t`Holds until`} value={until} onChange={setUntil} min={dayIn(now, zone)} />
          </div>
          <FileField label={t`Add files`} files={files} onChange={setFiles} />
          <Checkbox isSelected={isSent} onChange={setSent}>
            <Trans>The customer has it already</Trans>
          </Checkbox>
        </>
      )}
    </FormDialog>
  );
}

/** Puts a version right until the customer has answered, and adds files to it at any time. */
export function ChangeProposalDialog({ proposal, onClose }: { proposal: SolutionProposal; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const now = useMinute();
  const isOpen = proposal.answer === null;
  const [summary, setSummary] = useState(proposal.summary);
  const [amount, setAmount] = useState<string | null>(proposal.amount?.amount ?? null);
  const [currency, setCurrency] = useState(proposal.amount?.currency ?? 'USD');
  const [until, setUntil] = useState<string | null>(proposal.valid_until);
  const [isSent, setSent] = useState(proposal.presented_at !== null);
  const [files, setFiles] = useState<FileLike[]>([]);
  const path = { proposal_id: proposal.id };
  const send = async () => {
    if (files.length > 0) {
      const body = { file_ids: files.map((file) => file.id) };
      await once(`proposal-files:${proposal.id}`, body, (key) =>
        unwrap(
          api.POST('/v1/solution-proposals/{proposal_id}/files', { body, params: { path, header: headers(key) } }),
        ),
      );
    }
    if (!isOpen) return;
    // Files move its version on: what is changed is what was read with them.
    const { version } = await unwrap(api.GET('/v1/solution-proposals/{proposal_id}', { params: { path } }));
    const body = {
      summary: summary.trim(),
      amount: amount === null ? null : { amount, currency },
      valid_until: until,
      presented_at: isSent ? (proposal.presented_at ?? new Date(now).toISOString()) : null,
    };
    await unwrap(
      api.PATCH('/v1/solution-proposals/{proposal_id}', {
        body,
        params: { path, header: { 'If-Match': `"${files.length > 0 ? version : proposal.version}"` } },
      }),
    );
  };
  return (
    <FormDialog
      title={isOpen ? <Trans>Change no. {proposal.number}</Trans> : <Trans>Files of no. {proposal.number}</Trans>}
      size="md"
      act={isOpen ? t`Keep the changes` : t`Add the files`}
      onClose={onClose}
      isReady={isOpen ? summary.trim() !== '' : files.length > 0}
      send={send}
      onDone={refresh}
    >
      {({ isAsked }) => (
        <>
          {isOpen && (
            <>
              <TextArea
                label={t`What is offered, or what has changed`}
                isRequired
                autoFocus
                rows={3}
                value={summary}
                onChange={setSummary}
                error={isAsked && summary.trim() === '' ? t`Say it in one line at least.` : undefined}
              />
              <div className="flex flex-wrap gap-2">
                <CurrencyField value={currency} onChange={setCurrency} />
                <AmountField className="min-w-32 flex-1" label={t`Amount`} value={amount} onChange={setAmount} />
                <DateField label={t`Holds until`} value={until} onChange={setUntil} />
              </div>
            </>
          )}
          <FileField label={t`Add files`} files={files} onChange={setFiles} />
          {isOpen && (
            <Checkbox isSelected={isSent} onChange={setSent}>
              <Trans>The customer has it already</Trans>
            </Checkbox>
          )}
        </>
      )}
    </FormDialog>
  );
}
