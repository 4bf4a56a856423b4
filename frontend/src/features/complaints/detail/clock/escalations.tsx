import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Bell, ChevronsUp, Clock, ClockAlert } from 'lucide-react';
import type { Complaint, DeadlineStep, ExplainedDeadline } from '@/api';
import { deadlineKindLabels, label } from '@/shared/labels';
import { MyTime } from '@/shared/ui/values/figures';
import { deadlinesQuery } from '../../queries';
import { recipientLabels } from '../../words';

interface Step extends DeadlineStep {
  deadline: ExplainedDeadline;
}

const MOST = 8;

/** Who was told when, and who will be if nothing happens: the ladder of the complaint's deadlines. */
export function Escalations({ complaint }: { complaint: Complaint }) {
  const { t, i18n } = useLingui();
  const deadlines = useQuery(deadlinesQuery(complaint.id));
  const steps: Step[] = (deadlines.data?.items ?? []).flatMap((deadline) =>
    deadline.steps.map((step) => ({ ...step, deadline })),
  );
  const raised = steps
    .filter((step) => step.raised_at !== null)
    .toSorted((one, other) => (other.raised_at ?? '').localeCompare(one.raised_at ?? ''));
  const ahead = steps
    .filter((step) => step.raised_at === null && step.at !== null)
    .toSorted((one, other) => (one.at ?? '').localeCompare(other.at ?? ''))
    .slice(0, 3);
  const who = (recipient: string) => {
    const word = recipientLabels[recipient];
    return word ? i18n._(word) : recipient.replaceAll('_', ' ');
  };
  const line = (step: Step, isAhead: boolean) => {
    const Icon = isAhead ? Clock : step.kind === 'escalated' ? ChevronsUp : step.kind === 'overdue' ? ClockAlert : Bell;
    const tone = isAhead ? 'text-ink-3' : step.kind === 'due_soon' ? 'text-warn' : 'text-bad';
    const at = isAhead ? step.at : step.raised_at;
    const what = step.kind === 'due_soon' ? t`due soon` : step.kind === 'overdue' ? t`deadline passed` : t`escalated`;
    return (
      <li key={`${step.deadline.id}-${step.number}`} className="flex items-start gap-2">
        <Icon className={`icon-sm mt-0.75 ${tone}`} aria-hidden />
        <span className="min-w-0">
          {what} → <b>{who(step.recipient)}</b>
          <span className="block text-xs text-ink-3">
            {at && <MyTime at={at} />} · {label(deadlineKindLabels, step.deadline.kind)}
            {isAhead && (
              <>
                {' · '}
                <Trans>if nothing happens</Trans>
              </>
            )}
          </span>
        </span>
      </li>
    );
  };
  return (
    <section className="py-2">
      <h3 className="mb-1.5 text-sm">
        <Trans>Escalation</Trans>
      </h3>
      {deadlines.isSuccess && raised.length + ahead.length === 0 && (
        <p className="text-ink-3">
          <Trans>Nobody was told, and no clock runs.</Trans>
        </p>
      )}
      <ol className="flex flex-col gap-2">
        {raised.slice(0, MOST).map((step) => line(step, false))}
        {ahead.map((step) => line(step, true))}
      </ol>
    </section>
  );
}
