import { Trans, useLingui } from '@lingui/react/macro';
import { Hourglass } from 'lucide-react';
import { useState } from 'react';
import type { PolicyProposal } from '@/api';
import { useNames } from '@/shared/directory';
import { joined } from '@/shared/format';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { ProposedChanges } from './proposed-changes';
import type { ProposalMove } from '../queries';

const ProposalDialog = lazyDialog(() => import('./proposal-dialog').then((module) => module.ProposalDialog));

/** A change that waits for a second person: what it would do, who asks, who may confirm it, and what the reader may. */
export function Waiting({ proposal }: { proposal: PolicyProposal }) {
  const { t } = useLingui();
  const [asked, setAsked] = useState<ProposalMove | null>(null);
  const may = (move: ProposalMove) => proposal.allowed_moves.includes(move);
  const nameOf = useNames();
  const others = joined(proposal.confirmers.map((person) => nameOf(person.id, person.name)));
  return (
    <section
      aria-label={t`Proposed change`}
      className="mb-5 rounded-card border border-dashed border-accent bg-surface-2 px-4 py-3"
    >
      <p className="mb-1 flex flex-wrap items-center gap-2">
        <Badge tone="warn" icon={Hourglass}>
          <Trans>Proposed</Trans>
        </Badge>
        <span className="text-ink-2">
          <Trans>
            by {nameOf(proposal.proposed_by, proposal.proposed_by_name)}, <MyTime at={proposal.created_at} />
          </Trans>
        </span>
      </p>
      <ProposedChanges proposal={proposal} />
      <p className="mt-1">{proposal.reason}</p>
      <p className="mt-1 text-ink-2">
        {others === '' ? (
          <Trans>Nobody else decides on the policy now: another person must be given that right.</Trans>
        ) : (
          <Trans>Waits for {others} to confirm it. Until then what is in force stays.</Trans>
        )}
      </p>
      {proposal.allowed_moves.length > 0 && (
        <div className="mt-2 flex flex-wrap gap-2">
          {may('confirm') && (
            <Button size="sm" variant="primary" onPress={() => setAsked('confirm')}>
              <Trans>Confirm</Trans>
            </Button>
          )}
          {may('deny') && (
            <Button size="sm" onPress={() => setAsked('deny')}>
              <Trans>Deny</Trans>
            </Button>
          )}
          {may('withdraw') && (
            <Button size="sm" onPress={() => setAsked('withdraw')}>
              <Trans>Withdraw the proposal</Trans>
            </Button>
          )}
        </div>
      )}
      {asked && <ProposalDialog proposal={proposal} move={asked} onClose={() => setAsked(null)} />}
    </section>
  );
}
