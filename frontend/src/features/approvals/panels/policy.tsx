import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type PolicyProposal, type PolicyProposalState, api, once, unwrap } from '@/api';
import { useNames } from '@/shared/directory';
import { title } from '@/shared/format';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { MyTime } from '@/shared/ui/values/figures';
import { label } from '@/shared/labels';
import { Decision, DecisionHead, Part, Said } from '../decision';
import { policyProposalQuery, settingQuery } from '../queries';
import { Loaded } from './loaded';
import { type PanelProps, moving } from './panel';

const STATES: Record<PolicyProposalState, MessageDescriptor> = {
  proposed: msg`To confirm`,
  confirmed: msg`Confirmed`,
  denied: msg`Denied`,
  withdrawn: msg`Withdrawn`,
};

/** A change of policy that takes two: what differs, from when, and why. */
export function PolicyPanel({ alert, policyChanges, onDecided }: PanelProps) {
  const query = useQuery(policyProposalQuery(alert.subject_id));
  return (
    <Loaded query={query}>
      {(data) => <Proposed proposal={data} policyChanges={policyChanges} onDecided={onDecided} />}
    </Loaded>
  );
}

interface Props extends Pick<PanelProps, 'policyChanges' | 'onDecided'> {
  proposal: PolicyProposal;
}

function Proposed({ proposal, policyChanges, onDecided }: Props) {
  const { t } = useLingui();
  const by = useNames()(proposal.proposed_by, proposal.proposed_by_name);
  const setting = useQuery(settingQuery(proposal.key)).data;
  const name = setting ? title({ name: setting.label_en, name_zh: setting.label_zh }) : '…';
  const move = (which: 'confirm' | 'deny') => (note: string) =>
    once(`policy-proposal:${proposal.id}:${which}`, note, (key) => {
      const params = { path: { proposal_id: proposal.id }, header: moving(proposal.version, key) };
      return which === 'confirm'
        ? unwrap(
            api.POST('/v1/policy-proposals/{proposal_id}/moves/confirm', { body: { reason: note || null }, params }),
          )
        : unwrap(api.POST('/v1/policy-proposals/{proposal_id}/moves/deny', { body: { reason: note }, params }));
    });
  return (
    <Decision
      id={proposal.id}
      onDecided={onDecided}
      head={
        <DecisionHead
          title={name}
          badges={<Badge tone={proposal.state === 'proposed' ? 'warn' : 'mute'}>{label(STATES, proposal.state)}</Badge>}
        >
          <span className="flex items-center gap-1.5">
            <Avatar name={by} />
            <Trans>
              {by} proposed it <MyTime at={proposal.created_at} />
            </Trans>
          </span>
        </DecisionHead>
      }
      approve={
        proposal.allowed_moves.includes('confirm')
          ? { name: t`Confirm the change`, done: t`The change of ${name} is decided`, send: move('confirm') }
          : null
      }
      refuse={
        proposal.allowed_moves.includes('deny')
          ? { name: t`Deny`, done: t`The change of ${name} is denied`, needsNote: true, send: move('deny') }
          : null
      }
    >
      <Said>{proposal.reason}</Said>
      <Part title={<Trans>What changes</Trans>}>{policyChanges(proposal)}</Part>
    </Decision>
  );
}
