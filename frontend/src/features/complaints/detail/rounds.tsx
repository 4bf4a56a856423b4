import { Trans, useLingui } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronDown, ChevronRight, CircleCheck, CircleX, Hourglass, Plus, Send } from 'lucide-react';
import { useState } from 'react';
import { type Compensation, type Complaint, type ComplaintProposal, type Round, api, once, unwrap } from '@/api';
import { langOf, money, moneyWhole, personName } from '@/shared/format';
import {
  compensationStateLabels,
  complaintStateLabels,
  label,
  methodLabels,
  roleLabels,
  rootCauseLabels,
  satisfactionLabels,
} from '@/shared/labels';
import { FileLinks } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { dateIn, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { Facts } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { peopleQuery } from '../queries';
import { useActWords } from './acts/act-words';
import { type Act, isInvestigated } from './acts/next-step';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const CompensationDialog = lazyDialog(() =>
  import('./acts/compensation-dialogs').then((module) => module.CompensationDialog),
);

interface Props {
  complaint: Complaint;
  rounds: UseQueryResult<{ items: Round[] }>;
  onAct: (act: Act) => void;
}

/** Every round of the handling, the present one open, the earlier ones folded. */
export function Rounds({ complaint, rounds, onAct }: Props) {
  if (rounds.isPending) return <SkeletonLines lines={5} />;
  if (rounds.isError) {
    return (
      <PartError
        className="px-0!"
        title={<Trans>The rounds were not loaded</Trans>}
        error={rounds.error}
        onRetry={() => void rounds.refetch()}
      />
    );
  }
  return rounds.data.items
    .toReversed()
    .map((round) => (
      <RoundCard
        key={round.id}
        round={round}
        complaint={complaint}
        isCurrent={round.number === complaint.round}
        onAct={onAct}
      />
    ));
}

interface CardProps {
  round: Round;
  complaint: Complaint;
  isCurrent: boolean;
  onAct: (act: Act) => void;
}

function RoundCard({ round, complaint, isCurrent, onAct }: CardProps) {
  const now = useMinute();
  const { zone } = usePreferences();
  const [isOpen, setOpen] = useState(isCurrent);
  const Arrow = isOpen ? ChevronDown : ChevronRight;
  const refused = round.proposals.filter((proposal) => proposal.answer === 'refused').length;
  return (
    <section className="mt-2.5 rounded-card border border-line">
      <h3 className="text-sm">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className={`flex w-full cursor-default flex-wrap items-center gap-2 rounded-card bg-surface-2 px-3 py-1.75 text-left ${isOpen ? 'rounded-b-none border-b border-line' : ''}`}
        >
          <Arrow className="icon-sm text-ink-3" aria-hidden />
          <b>
            <Trans>Round {round.number}</Trans>
          </b>
          <span className="min-w-0 flex-1 truncate font-normal text-ink-3">
            <span className="date">{dateIn(round.opened_at, zone, now)}</span>
            {round.reopen_reason && (
              <>
                {' '}
                <Trans>reopened: {round.reopen_reason}</Trans>
              </>
            )}
            {!isCurrent && refused > 0 && (
              <>
                {' · '}
                <Trans>{refused} refused</Trans>
              </>
            )}
          </span>
          {isCurrent && <Badge tone="info">{label(complaintStateLabels, complaint.state)}</Badge>}
        </button>
      </h3>
      {isOpen && (
        <div className="px-3 py-2">
          <RoundFacts round={round} complaint={complaint} isCurrent={isCurrent} onAct={onAct} />
        </div>
      )}
    </section>
  );
}

function RoundFacts({ round, complaint, isCurrent, onAct }: CardProps) {
  const words = useActWords();
  const people = useQuery(peopleQuery);
  const who = (id: string | null) => {
    const person = id === null ? undefined : people.data?.get(id);
    return person ? personName(person) : null;
  };
  const investigates = isCurrent && isInvestigated(complaint);
  const action = (act: Act) =>
    investigates && (
      <Button size="sm" icon={Plus} onPress={() => onAct(act)}>
        {words[act]}
      </Button>
    );
  const facts = [
    {
      name: <Trans>Cause</Trans>,
      value: round.cause ? (
        <span>
          <span lang={langOf(round.cause)}>{round.cause}</span>{' '}
          <span className="text-xs text-ink-3">
            {[round.cause_category && label(rootCauseLabels, round.cause_category), who(round.found_by)]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
      ) : (
        action('findings') || <Unknown />
      ),
    },
    ...(round.evidence || round.evidence_files.length > 0
      ? [
          {
            name: <Trans context="complaints">Evidence</Trans>,
            value: (
              <span className="flex flex-col gap-1">
                {round.evidence && <span lang={langOf(round.evidence)}>{round.evidence}</span>}
                <FileLinks files={round.evidence_files} />
              </span>
            ),
          },
        ]
      : []),
    ...round.proposals.map((proposal) => ({
      name: <Trans>Solution {proposal.version}</Trans>,
      value: <Proposal proposal={proposal} who={who} />,
    })),
    ...(investigates && round.cause && round.proposals.length === 0
      ? [{ name: <Trans>Solution</Trans>, value: action('proposal') }]
      : []),
    ...round.compensations.map((compensation) => ({
      name: <Trans>Compensation</Trans>,
      value: <CompensationLine compensation={compensation} complaint={complaint} who={who} />,
    })),
    ...(investigates && round.compensations.length === 0
      ? [{ name: <Trans>Compensation</Trans>, value: action('compensation') }]
      : []),
    ...(round.done
      ? [
          {
            name: <Trans>Done</Trans>,
            value: (
              <span>
                <span lang={langOf(round.done)}>{round.done}</span>{' '}
                <span className="text-xs text-ink-3">
                  {round.done_at && <MyTime at={round.done_at} />} {who(round.resolved_by)}
                </span>
              </span>
            ),
          },
        ]
      : []),
    ...(round.satisfaction ? [{ name: <Trans>Satisfaction</Trans>, value: <Scores round={round} /> }] : []),
    ...round.satisfaction_tries.map((attempt) => ({
      name: <Trans>Asked in vain</Trans>,
      value: (
        <span>
          <MyTime at={attempt.tried_at} /> · {label(methodLabels, attempt.channel)} · {attempt.note}{' '}
          <span className="text-xs text-ink-3">{who(attempt.tried_by)}</span>
        </span>
      ),
    })),
  ];
  return <Facts width={96} facts={facts} />;
}

function Unknown() {
  return (
    <span className="text-ink-3">
      <Trans>not found yet</Trans>
    </span>
  );
}

type Who = (id: string | null) => string | null;

function Proposal({ proposal, who }: { proposal: ComplaintProposal; who: Who }) {
  const { answer, told_at: told } = proposal;
  return (
    <span className="flex flex-col gap-0.5">
      <span className="flex flex-wrap items-center gap-1.5">
        {answer === 'agreed' ? (
          <Badge tone="ok" icon={CircleCheck}>
            <Trans context="answer">Agreed</Trans>
          </Badge>
        ) : answer === 'refused' ? (
          <Badge icon={CircleX}>
            <Trans context="complaints">Refused</Trans>
          </Badge>
        ) : told ? (
          <Badge tone="hold" icon={Send}>
            <Trans>Told, no answer yet</Trans>
          </Badge>
        ) : (
          <Badge>
            <Trans>Draft</Trans>
          </Badge>
        )}
        <span lang={langOf(proposal.solution)}>{proposal.solution}</span>
        {proposal.amount && <b>{money(proposal.amount)}</b>}
      </span>
      <span className="text-xs text-ink-3">
        {told ? (
          <>
            <Trans>
              told <MyTime at={told} />
            </Trans>
            {proposal.told_channel && ` · ${label(methodLabels, proposal.told_channel)}`} · {who(proposal.told_by)}
          </>
        ) : (
          who(proposal.created_by)
        )}
        {proposal.answer_note && (
          <>
            {' · '}
            <q lang={langOf(proposal.answer_note)}>{proposal.answer_note}</q>
          </>
        )}
      </span>
      <FileLinks files={proposal.files} />
    </span>
  );
}

const COMPENSATIONS = {
  requested: { tone: 'warn', icon: Hourglass },
  approved: { tone: 'ok', icon: CircleCheck },
  denied: { tone: 'mute', icon: CircleX },
  void: { tone: 'mute', icon: CircleX },
} as const;

interface CompensationProps {
  compensation: Compensation;
  complaint: Complaint;
  who: Who;
}

function CompensationLine({ compensation, complaint, who }: CompensationProps) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [open, setOpen] = useState<'deny' | 'change' | null>(null);
  const approve = useMutation({
    mutationFn: () =>
      once(`compensation-approve:${compensation.id}`, null, (key) =>
        unwrap(
          api.POST('/v1/complaints/{complaint_id}/compensations/{compensation_id}/moves/approve', {
            body: {},
            params: {
              path: { complaint_id: complaint.id, compensation_id: compensation.id },
              header: { 'If-Match': `"${compensation.version}"`, 'Idempotency-Key': key },
            },
          }),
        ),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['complaints'] }),
  });
  const { amount, base_amount: base, state, needed_role: role } = compensation;
  const can = (move: string) => compensation.allowed_moves.includes(move);
  const words = label(compensationStateLabels, state);
  return (
    <span className="flex flex-col gap-0.5">
      <span className="flex flex-wrap items-center gap-1.5">
        <b>{money(amount)}</b>
        {amount.currency !== base.currency && (
          <span className="text-ink-3">
            <Trans>= {moneyWhole(base)}</Trans>
          </span>
        )}
        <Badge {...COMPENSATIONS[state]}>
          {state === 'requested' ? <Trans>to be approved by: {roleOf(role)}</Trans> : words}
        </Badge>
        {can('approve') && (
          <Button size="sm" isBusy={approve.isPending} onPress={() => approve.mutate()}>
            <Trans>Approve</Trans>
          </Button>
        )}
        {can('deny') && (
          <Button size="sm" onPress={() => setOpen('deny')}>
            <Trans>Deny</Trans>
          </Button>
        )}
        {can('change') && (
          <Button size="sm" variant="ghost" aria-label={t`Change the compensation`} onPress={() => setOpen('change')}>
            <Trans context="complaints">Change</Trans>
          </Button>
        )}
      </span>
      <span className="text-xs text-ink-3">
        <span lang={langOf(compensation.reason)}>{compensation.reason}</span> · {who(compensation.requested_by)}
        {compensation.approved_by && (
          <>
            {' · '}
            <Trans>approved by {who(compensation.approved_by)}</Trans>
          </>
        )}
        {compensation.denied_reason && ` · ${compensation.denied_reason}`}
      </span>
      {open && (
        <CompensationDialog
          kind={open}
          complaint={complaint}
          compensation={compensation}
          onClose={() => setOpen(null)}
        />
      )}
    </span>
  );
}

const roleOf = (role: string) => label(roleLabels, role as keyof typeof roleLabels);

function Scores({ round }: { round: Round }) {
  const scores = round.satisfaction;
  if (!scores) return null;
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-0.5">
      {(Object.keys(satisfactionLabels) as (keyof typeof satisfactionLabels)[]).map((name) => (
        <span key={name}>
          <span className="text-ink-3">{label(satisfactionLabels, name)}</span> <b>{scores[name]}</b>
          <span className="text-ink-3"> / 5</span>
        </span>
      ))}
      {round.satisfaction_comment && (
        <q className="w-full" lang={langOf(round.satisfaction_comment)}>
          {round.satisfaction_comment}
        </q>
      )}
    </span>
  );
}
