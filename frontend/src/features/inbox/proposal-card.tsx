import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ChangeProposal, type Customer, isApiError } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { fieldName } from '@/shared/labels/customer-fields';
import { useMay, useMe } from '@/shared/permissions';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { faultText } from '@/shared/ui/forms/fault-text';
import { FieldValue } from '@/shared/ui/values/field-value';
import { MyTime } from '@/shared/ui/values/figures';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { customerQuery, useDecide } from './queries';

type Choice = 'accept' | 'decline' | 'later';

/** One proposal: field by field what stands there and what should; the owner takes over, declines, or leaves for later. */
export function ProposalCard({ proposal }: { proposal: ChangeProposal }) {
  const { t } = useLingui();
  const me = useMe();
  const nameOf = useNames();
  const writes = useMay('customer:write');
  const record = useQuery(customerQuery(proposal.customer_id)).data?.data;
  const open = Object.keys(proposal.changes).filter((field) => !(field in proposal.decisions));
  const decides = writes && open.length > 0 && proposal.proposed_by !== me.id;
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const [answer, setAnswer] = useState('');
  const [reason, setReason] = useState('');
  const [isAsked, setAsked] = useState(false);
  const decide = useDecide(proposal);
  const fieldsOf = (choice: Choice) => open.filter((field) => choices[field] === choice);
  const [accept, decline] = [fieldsOf('accept'), fieldsOf('decline')];
  const chosen = accept.length + decline.length;
  const asksReason = record?.verification === 'verified' && accept.length > 0;
  const lacksAnswer = decline.length > 0 && answer.trim() === '';
  const lacksReason = asksReason && reason.trim() === '';
  const error = isApiError(decide.error) ? decide.error : null;
  const send = () => {
    setAsked(true);
    if (chosen === 0 || lacksAnswer || lacksReason || decide.isPending) return;
    decide.mutate(
      { accept, decline, answer: answer.trim() || null, reason: reason.trim() || null },
      { onSuccess: () => toast.done(t`Decided: ${proposal.customer_name}`) },
    );
  };
  const valueOf = (field: string, value: unknown) => <FieldValue field={field} value={value} names={{ nameOf }} />;
  return (
    <li className="border-b border-line px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <RecordLink kind="customer" id={proposal.customer_id}>
          <b lang={langOf(proposal.customer_name)}>{proposal.customer_name}</b>
        </RecordLink>
        <span className="text-ink-3">
          {nameOf(proposal.proposed_by, proposal.proposed_by_name)} <MyTime at={proposal.created_at} />
        </span>
        {proposal.closed_at && (
          <Badge>
            <Trans>Decided</Trans>
          </Badge>
        )}
      </div>
      {proposal.note && (
        <p className="mt-1 text-ink-2" lang={langOf(proposal.note)}>
          {proposal.note}
        </p>
      )}
      <table className="mt-2 w-full">
        <tbody>
          {Object.entries(proposal.changes).map(([field, value]) => {
            const decision = proposal.decisions[field];
            return (
              <tr key={field} className="align-baseline">
                <th className="w-30 py-1 pr-3 text-left font-normal text-ink-3">{fieldName(field)}</th>
                <td className="py-1 pr-3 text-ink-3 line-through max-tablet:hidden">
                  {valueOf(field, record?.[field as keyof Customer])}
                </td>
                <td className="py-1 pr-3 font-strong">{valueOf(field, value)}</td>
                <td className="py-1 text-right">
                  {decision ? (
                    <Badge tone={decision === 'accepted' ? 'ok' : 'mute'}>
                      {decision === 'accepted' ? <Trans>Taken over</Trans> : <Trans>Declined</Trans>}
                    </Badge>
                  ) : (
                    decides && (
                      <Segmented<Choice>
                        label={t`What becomes of ${fieldName(field)}`}
                        className="inline-flex"
                        value={choices[field] ?? 'later'}
                        onChange={(choice) => setChoices({ ...choices, [field]: choice })}
                        choices={[
                          { id: 'accept', name: t`Take over` },
                          { id: 'decline', name: t`Decline` },
                          { id: 'later', name: t({ context: 'answer', message: 'Later' }) },
                        ]}
                      />
                    )
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {proposal.answer && (
        <p className="mt-1 text-ink-2">
          <span className="text-ink-3">{nameOf(proposal.decided_by)}: </span>
          <span lang={langOf(proposal.answer)}>{proposal.answer}</span>
        </p>
      )}
      {decides && chosen > 0 && (
        <div className="mt-2 flex flex-wrap items-end gap-3">
          <TextField
            className="min-w-60 flex-1"
            label={t`Answer to who proposed it`}
            isRequired={decline.length > 0}
            value={answer}
            onChange={setAnswer}
            error={isAsked && lacksAnswer ? t`Say why it is declined.` : undefined}
          />
          {asksReason && (
            <TextField
              className="min-w-60 flex-1"
              label={t`Reason of the correction`}
              isRequired
              value={reason}
              onChange={setReason}
              error={isAsked && lacksReason ? t`The record is verified: say why.` : undefined}
            />
          )}
          <Button variant="primary" isBusy={decide.isPending} onPress={send}>
            {decline.length === 0 ? (
              <Trans>Take {accept.length} over</Trans>
            ) : (
              <Trans>
                Take {accept.length} over, decline {decline.length}
              </Trans>
            )}
          </Button>
        </div>
      )}
      {error && (
        <p role="alert" className="mt-1 text-bad-ink">
          {error.problem.errors?.map(faultText).join(' ') ?? problemText(error)}
        </p>
      )}
    </li>
  );
}
