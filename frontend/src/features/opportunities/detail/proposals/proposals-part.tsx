import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import {
  CircleCheck,
  CircleDashed,
  CircleX,
  FileUp,
  GitCompareArrows,
  MessageSquareReply,
  Paperclip,
  PenLine,
  Send,
} from 'lucide-react';
import { useState } from 'react';
import { type Opportunity, type ProposalAnswer, type SolutionProposal, api, once, unwrap } from '@/api';
import { groupDigits, langOf, money } from '@/shared/format';
import { label, options, proposalAnswerLabels } from '@/shared/labels';
import { FileLinks } from '@/shared/pickers';
import { usePreferences } from '@/shared/preferences';
import { dateIn, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { Day } from '@/shared/ui/values/figures';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { TextArea } from '@/shared/ui/forms/text-field';
import { headers, useRefresh } from '../change';
import { Nothing, Part } from '../part';
import { proposalsQuery } from '../queries';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const ProposalDialog = lazyDialog(() => import('./proposal-dialog').then((module) => module.ProposalDialog));
const ChangeProposalDialog = lazyDialog(() =>
  import('./proposal-dialog').then((module) => module.ChangeProposalDialog),
);

/** Every version of what we offered: what changed, for how much, when it was shown and what they said. */
export function ProposalsPart({ opportunity, edits }: { opportunity: Opportunity; edits: boolean }) {
  const proposals = useQuery(proposalsQuery(opportunity.id));
  const [isNew, setNew] = useState(false);
  const [isComparing, setComparing] = useState(false);
  const items = proposals.data?.items ?? [];
  const number = items.length;
  const [before, last] = items.slice(-2);
  return (
    <Part
      query={proposals}
      title={<Trans>Proposals</Trans>}
      note={number > 0 && <Plural value={number} one="# version" other="# versions" />}
      actions={
        <>
          {before && last && (
            <Button size="sm" variant="ghost" icon={GitCompareArrows} onPress={() => setComparing(true)}>
              <Trans>
                Compare {before.number} and {last.number}
              </Trans>
            </Button>
          )}
          {edits && (
            <Button size="sm" variant="ghost" icon={FileUp} keys="p" onPress={() => setNew(true)}>
              <Trans>New version</Trans>
            </Button>
          )}
        </>
      }
    >
      {() => (
        <>
          {number === 0 && (
            <Nothing>
              <Trans>Nothing was offered yet. “Negotiation” asks for a proposal.</Trans>
            </Nothing>
          )}
          <ol className="-mx-1">
            {items.toReversed().map((proposal, index) => (
              <Version
                key={proposal.id}
                proposal={proposal}
                isReplaced={index > 0}
                isLast={index === number - 1}
                edits={edits}
              />
            ))}
          </ol>
          {isNew && <ProposalDialog opportunity={opportunity} onClose={() => setNew(false)} />}
          {isComparing && before && last && (
            <Comparison before={before} after={last} onClose={() => setComparing(false)} />
          )}
        </>
      )}
    </Part>
  );
}

interface VersionProps {
  proposal: SolutionProposal;
  isReplaced: boolean;
  isLast: boolean;
  edits: boolean;
}

const ANSWERS = {
  accepted: { tone: 'ok', icon: CircleCheck },
  changes_wanted: { tone: 'warn', icon: MessageSquareReply },
  rejected: { tone: 'mute', icon: CircleX },
} as const;

function Version({ proposal, isReplaced, isLast, edits }: VersionProps) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone } = usePreferences();
  const [isAnswering, setAnswering] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const { number, summary, amount, presented_at: presented, answer } = proposal;
  return (
    <li className={`px-1 py-1.5 ${isLast ? '' : 'border-b border-line'}`}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <b className="w-12 flex-none">
          <Trans>No. {number}</Trans>
        </b>
        <span className="min-w-40 flex-1" lang={langOf(summary)}>
          {summary}
        </span>
        <span className="whitespace-nowrap">{amount && money(amount)}</span>
        <span className="date w-28 text-xs text-ink-3">
          {presented ? (
            <Trans>shown {dateIn(presented, zone, now)}</Trans>
          ) : (
            <Trans>made {dateIn(proposal.created_at, zone, now)}</Trans>
          )}
        </span>
        <span className="flex w-32 justify-end gap-1">
          {answer ? (
            <Badge {...ANSWERS[answer]}>{label(proposalAnswerLabels, answer)}</Badge>
          ) : isReplaced ? (
            <Badge>
              <Trans>Replaced</Trans>
            </Badge>
          ) : presented ? (
            <Badge tone="hold" icon={Send}>
              <Trans>No answer yet</Trans>
            </Badge>
          ) : (
            <Badge icon={CircleDashed}>
              <Trans>Not shown</Trans>
            </Badge>
          )}
          {edits && (
            <IconButton
              icon={answer === null ? PenLine : Paperclip}
              size="sm"
              label={answer === null ? t`Change no. ${number}` : t`Add files to no. ${number}`}
              onPress={() => setChanging(true)}
            />
          )}
          {edits && answer === null && (
            <IconButton
              icon={MessageSquareReply}
              size="sm"
              label={t`Note what they said to no. ${number}`}
              onPress={() => setAnswering(true)}
            />
          )}
        </span>
      </div>
      {(proposal.files.length > 0 || proposal.answer_note || proposal.valid_until) && (
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 pl-15 text-xs text-ink-3">
          <FileLinks files={proposal.files} />
          {proposal.valid_until && (
            <span>
              <Trans>
                holds until <Day date={proposal.valid_until} />
              </Trans>
            </span>
          )}
          {proposal.answer_note && (
            <span className="text-ink-2" lang={langOf(proposal.answer_note)}>
              {proposal.answer_note}
            </span>
          )}
        </div>
      )}
      {isChanging && <ChangeProposalDialog proposal={proposal} onClose={() => setChanging(false)} />}
      {isAnswering && <AnswerDialog proposal={proposal} onClose={() => setAnswering(false)} />}
    </li>
  );
}

function AnswerDialog({ proposal, onClose }: { proposal: SolutionProposal; onClose: () => void }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const now = useMinute();
  const [answer, setAnswer] = useState<ProposalAnswer>('accepted');
  const [note, setNote] = useState('');
  return (
    <FormDialog
      title={<Trans>What they said to no. {proposal.number}</Trans>}
      act={t`Note the answer`}
      onClose={onClose}
      isReady
      send={() => {
        const body = {
          answer,
          note: note.trim() || null,
          ...(proposal.presented_at === null && { presented_at: new Date(now).toISOString() }),
        };
        return once(`proposal-answer:${proposal.id}`, body, (key) =>
          unwrap(
            api.POST('/v1/solution-proposals/{proposal_id}/answer', {
              body,
              params: {
                path: { proposal_id: proposal.id },
                header: { ...headers(key), 'If-Match': `"${proposal.version}"` },
              },
            }),
          ),
        );
      }}
      onDone={refresh}
    >
      {() => (
        <>
          <Segmented
            label={t`Answer`}
            className="self-start"
            choices={options(proposalAnswerLabels)}
            value={answer}
            onChange={setAnswer}
          />
          <TextArea label={t`In their words`} rows={3} value={note} onChange={setNote} />
        </>
      )}
    </FormDialog>
  );
}

interface ComparisonProps {
  before: SolutionProposal;
  after: SolutionProposal;
  onClose: () => void;
}

/** Two versions side by side; what differs is marked. */
function Comparison({ before, after, onClose }: ComparisonProps) {
  const change =
    before.amount && after.amount && before.amount.currency === after.amount.currency
      ? Number(after.amount.amount) - Number(before.amount.amount)
      : null;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="lg"
      title={
        <Trans>
          Proposal {before.number} and {after.number}
        </Trans>
      }
      footer={
        <Button keys="escape" onPress={onClose}>
          <Trans>Close</Trans>
        </Button>
      }
    >
      <div className="grid grid-cols-1 gap-4 py-1 tablet:grid-cols-2">
        {[before, after].map((proposal, index) => (
          <section key={proposal.id} className={index === 1 ? 'tablet:border-l tablet:border-line tablet:pl-4' : ''}>
            <h3 className="text-sm">
              <Trans context="proposal">No. {proposal.number}</Trans>
            </h3>
            <p className="text-md text-ink" lang={langOf(proposal.summary)}>
              {proposal.summary}
            </p>
            <p className="mt-1.5 font-strong text-ink">{proposal.amount && money(proposal.amount)}</p>
            {index === 1 && change !== null && change !== 0 && (
              <p>
                <ins>
                  {change > 0 ? '+' : '−'}
                  {groupDigits(String(Math.abs(change)))}
                </ins>
              </p>
            )}
            <div className="mt-1.5">
              <FileLinks files={proposal.files} />
            </div>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
