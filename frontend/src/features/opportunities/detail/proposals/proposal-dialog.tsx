import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Opportunity, type SolutionProposal, api, once, unwrap } from '@/api';
import { usePreferences } from '@/shared/preferences';
import { dayIn, useMinute } from '@/shared/time';
import { DateField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { AmountField } from '@/shared/ui/forms/number-field';
import { Checkbox } from '@/shared/ui/forms/choice';
import { TextArea } from '@/shared/ui/forms/text-field';
import { CurrencyField, FileField, type FileLike } from '@/shared/pickers';
import { headers, useRefresh } from '../change';

/** What a version says, as it is typed. */
interface Values {
  summary: string;
  amount: string | null;
  currency: string;
  until: string | null;
  isSent: boolean;
  files: readonly FileLike[];
}

const valuesOf = (amount: Opportunity['amount']): Values => ({
  summary: '',
  amount: amount?.amount ?? null,
  currency: amount?.currency ?? 'USD',
  until: null,
  isSent: false,
  files: [],
});

/** What both dialogs send of it; `sentAt` is when the customer got it. */
const bodyOf = ({ summary, amount, currency, until, isSent }: Values, sentAt: string) => ({
  summary: summary.trim(),
  amount: amount === null ? null : { amount, currency },
  valid_until: until,
  presented_at: isSent ? sentAt : null,
});

const idsOf = (files: readonly FileLike[]) => files.map((file) => file.id);

interface FieldsProps {
  values: Values;
  onChange: (values: Values) => void;
  isAsked: boolean;
  /** Answered already: only files may still be added. */
  onlyFiles?: boolean;
  /** The first day until which it may hold. */
  min?: string;
}

function Fields({ values, onChange, isAsked, onlyFiles = false, min }: FieldsProps) {
  const { t } = useLingui();
  const set = (part: Partial<Values>) => onChange({ ...values, ...part });
  const files = <FileField label={t`Add files`} files={values.files} onChange={(added) => set({ files: added })} />;
  if (onlyFiles) return files;
  return (
    <>
      <TextArea
        label={t`What is offered, or what has changed`}
        isRequired
        autoFocus
        rows={3}
        value={values.summary}
        onChange={(summary) => set({ summary })}
        error={isAsked && values.summary.trim() === '' ? t`Say it in one line at least.` : undefined}
      />
      <div className="flex flex-wrap gap-2">
        <CurrencyField value={values.currency} onChange={(currency) => set({ currency })} />
        <AmountField
          className="min-w-32 flex-1"
          label={t`Amount`}
          value={values.amount}
          onChange={(amount) => set({ amount })}
        />
        <DateField
          label={t`Holds until`}
          value={values.until}
          onChange={(until) => set({ until })}
          {...(min !== undefined && { min })}
        />
      </div>
      {files}
      <Checkbox isSelected={values.isSent} onChange={(isSent) => set({ isSent })}>
        <Trans>The customer has it already</Trans>
      </Checkbox>
    </>
  );
}

/** The next version of what is offered, with its files (TS-8). */
export function ProposalDialog({ opportunity, onClose }: { opportunity: Opportunity; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const now = useMinute();
  const { zone } = usePreferences();
  const [values, setValues] = useState(() => valuesOf(opportunity.amount));
  return (
    <FormDialog
      title={<Trans>New version of the proposal</Trans>}
      size="md"
      act={t`Keep this version`}
      onClose={onClose}
      isReady={values.summary.trim() !== ''}
      send={() => {
        const body = { ...bodyOf(values, new Date(now).toISOString()), file_ids: idsOf(values.files) };
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
      {({ isAsked }) => <Fields values={values} onChange={setValues} isAsked={isAsked} min={dayIn(now, zone)} />}
    </FormDialog>
  );
}

/** Puts a version right until the customer has answered, and adds files to it at any time. */
export function ChangeProposalDialog({ proposal, onClose }: { proposal: SolutionProposal; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const now = useMinute();
  const isOpen = proposal.answer === null;
  const [values, setValues] = useState<Values>(() => ({
    ...valuesOf(proposal.amount),
    summary: proposal.summary,
    until: proposal.valid_until,
    isSent: proposal.presented_at !== null,
  }));
  const { files } = values;
  const path = { proposal_id: proposal.id };
  const send = async () => {
    if (files.length > 0) {
      const body = { file_ids: idsOf(files) };
      await once(`proposal-files:${proposal.id}`, body, (key) =>
        unwrap(
          api.POST('/v1/solution-proposals/{proposal_id}/files', { body, params: { path, header: headers(key) } }),
        ),
      );
    }
    if (!isOpen) return;
    // Files move its version on: what is changed is what was read with them.
    const { version } = await unwrap(api.GET('/v1/solution-proposals/{proposal_id}', { params: { path } }));
    await unwrap(
      api.PATCH('/v1/solution-proposals/{proposal_id}', {
        body: bodyOf(values, proposal.presented_at ?? new Date(now).toISOString()),
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
      isReady={isOpen ? values.summary.trim() !== '' : files.length > 0}
      send={send}
      onDone={refresh}
    >
      {({ isAsked }) => <Fields values={values} onChange={setValues} isAsked={isAsked} onlyFiles={!isOpen} />}
    </FormDialog>
  );
}
