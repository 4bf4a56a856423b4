import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDashed, ClockAlert, Ellipsis, PenLine, Plus } from 'lucide-react';
import { useState } from 'react';
import { type Contract, type Milestone, type Opportunity, api, unwrap } from '@/api';
import { money } from '@/shared/format';
import { label, milestoneKindLabels, milestoneStateLabels } from '@/shared/labels';
import { FileLinks } from '@/shared/pickers';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Day } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Menu } from '@/shared/ui/actions/menu';
import { Facts } from '@/shared/ui/layout/panel';
import { toast } from '@/shared/ui/feedback/toast';
import { match, useRefresh } from '../change';
import { Nothing, Part } from '../part';
import { contractQuery, milestonesQuery } from '../queries';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const CompleteDialog = lazyDialog(() => import('./milestone-dialogs').then((module) => module.CompleteDialog));
const MilestoneDialog = lazyDialog(() => import('./milestone-dialogs').then((module) => module.MilestoneDialog));
const UndoDialog = lazyDialog(() => import('./milestone-dialogs').then((module) => module.UndoDialog));

const ContractDialog = lazyDialog(() => import('./contract-dialog').then((module) => module.ContractDialog));

interface Props {
  opportunity: Opportunity;
  edits: boolean;
}

/** The contract, and what is paid and delivered by when. */
export function ContractPart({ opportunity, edits }: Props) {
  const { t } = useLingui();
  const contract = useQuery(contractQuery(opportunity.id, opportunity.contract_id));
  const milestones = useQuery(milestonesQuery(opportunity.id));
  const [open, setOpen] = useState<'contract' | 'milestone' | null>(null);
  return (
    <>
      <Part
        query={contract}
        title={<Trans>Contract</Trans>}
        actions={
          edits && (
            <Button size="sm" variant="ghost" icon={contract.data ? PenLine : Plus} onPress={() => setOpen('contract')}>
              {contract.data ? <Trans context="opportunities">Change</Trans> : <Trans>Enter the contract</Trans>}
            </Button>
          )
        }
      >
        {(data) =>
          data ? (
            <ContractFacts contract={data} />
          ) : (
            <Nothing>
              <Trans>None yet. It is entered with “Contract signed”, or drafted before.</Trans>
            </Nothing>
          )
        }
      </Part>
      <Part
        query={milestones}
        title={<Trans>Milestones</Trans>}
        note={milestones.data && milestones.data.items.length > 0 && sumOf(milestones.data.items)}
        actions={
          edits && (
            <Button size="sm" variant="ghost" icon={Plus} onPress={() => setOpen('milestone')}>
              <Trans>Add a milestone</Trans>
            </Button>
          )
        }
      >
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>
              <Trans>No payment and no delivery yet. “Execution” asks for one of each.</Trans>
            </Nothing>
          ) : (
            <ol aria-label={t`Milestones`} className="-mx-1">
              {items.map((milestone) => (
                <MilestoneRow key={milestone.id} milestone={milestone} edits={edits} />
              ))}
            </ol>
          )
        }
      </Part>
      {open === 'contract' && (
        <ContractDialog opportunity={opportunity} contract={contract.data ?? null} onClose={() => setOpen(null)} />
      )}
      {open === 'milestone' && (
        <MilestoneDialog opportunity={opportunity} milestone={null} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

/** What the payments add up to, where they are in one currency. */
function sumOf(milestones: readonly Milestone[]): string | null {
  const amounts = milestones.flatMap((milestone) => (milestone.amount ? [milestone.amount] : []));
  const [first] = amounts;
  if (!first || amounts.some((amount) => amount.currency !== first.currency)) return null;
  const sum = amounts.reduce((total, amount) => total + Math.round(Number(amount.amount) * 100), 0);
  return money({ amount: (sum / 100).toFixed(2), currency: first.currency });
}

function ContractFacts({ contract }: { contract: Contract }) {
  return (
    <Facts
      width={104}
      facts={[
        { name: <Trans context="opportunities">Number</Trans>, value: contract.number },
        { name: <Trans>Signed on</Trans>, value: contract.signed_on && <Day date={contract.signed_on} /> },
        { name: <Trans>Amount</Trans>, value: contract.amount && <b>{money(contract.amount)}</b> },
        { name: <Trans>Payment</Trans>, value: contract.payment_terms },
        { name: <Trans>Delivery</Trans>, value: contract.delivery_terms },
        { name: <Trans>Files</Trans>, value: contract.files.length > 0 ? <FileLinks files={contract.files} /> : null },
      ].filter(({ value }) => value !== null)}
    />
  );
}

const STATES = {
  upcoming: { tone: 'mute', icon: CircleDashed, ink: 'text-ink-3' },
  due: { tone: 'warn', icon: CircleDashed, ink: 'text-warn' },
  overdue: { tone: 'bad', icon: ClockAlert, ink: 'text-bad' },
  done: { tone: 'ok', icon: CircleCheck, ink: 'text-ok' },
} as const;

function MilestoneRow({ milestone, edits }: { milestone: Milestone; edits: boolean }) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [open, setOpen] = useState<'edit' | 'complete' | 'undo' | null>(null);
  const { tone, icon: Icon, ink } = STATES[milestone.state];
  const can = (move: string) => milestone.allowed_moves.includes(move);
  const remove = () =>
    void unwrap(
      api.DELETE('/v1/milestones/{milestone_id}', {
        params: { path: { milestone_id: milestone.id }, header: match(milestone.version) },
      }),
    ).then(refresh, () => toast.failed(t`The milestone was not taken out.`));
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-1 py-1.5 last:border-b-0">
      <Icon className={`icon-sm ${ink}`} aria-hidden />
      <span className="w-12 flex-none text-ink-3">{label(milestoneKindLabels, milestone.kind)}</span>
      <span className="min-w-32 flex-1">
        {milestone.title} {milestone.note && <span className="text-ink-3">{milestone.note}</span>}
      </span>
      <span className="whitespace-nowrap">{milestone.amount && money(milestone.amount)}</span>
      <span className="w-32 text-right">
        {milestone.done_on ? <Day date={milestone.done_on} /> : <Day date={milestone.due_on} />}
      </span>
      <span className="flex w-20 justify-end">
        <Badge tone={tone}>{label(milestoneStateLabels, milestone.state)}</Badge>
      </span>
      {can('complete') && (
        <Button size="sm" onPress={() => setOpen('complete')}>
          <Trans>Done</Trans>
        </Button>
      )}
      {(edits || can('undo')) && (
        <Menu
          label={t`More`}
          trigger={<IconButton icon={Ellipsis} size="sm" label={t`More about ${milestone.title}`} />}
          groups={[
            {
              entries: [
                ...(edits && milestone.state !== 'done'
                  ? [
                      { id: 'edit', name: t`Change it`, icon: PenLine, run: () => setOpen('edit') },
                      { id: 'remove', name: t`Take it out`, run: remove },
                    ]
                  : []),
                ...(can('undo') ? [{ id: 'undo', name: t`Not done after all`, run: () => setOpen('undo') }] : []),
              ],
            },
          ]}
        />
      )}
      {open === 'edit' && <MilestoneDialog milestone={milestone} onClose={() => setOpen(null)} />}
      {open === 'complete' && <CompleteDialog milestone={milestone} onClose={() => setOpen(null)} />}
      {open === 'undo' && <UndoDialog milestone={milestone} onClose={() => setOpen(null)} />}
    </li>
  );
}
