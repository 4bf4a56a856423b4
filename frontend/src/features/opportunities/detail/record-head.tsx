import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CalendarPlus, Ellipsis, FileUp, PenLine, Star, Undo2, XCircle } from 'lucide-react';
import { useState } from 'react';
import type { Opportunity } from '@/api';
import { useNames } from '@/shared/directory';
import { moneyWhole, percent } from '@/shared/format';
import { useCommands } from '@/shared/commands';
import { useHotkeys } from '@/shared/hotkeys';
import { label, lostReasonLabels, opportunityStateLabels, stageLabels } from '@/shared/labels';
import { useMe } from '@/shared/permissions';
import { cityOf, useMinute } from '@/shared/time';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Day, LocalNow, Money } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { GradeMark } from '@/shared/ui/values/marks';
import { HistoryLink } from '@/shared/ui/actions/history-link';
import { Menu } from '@/shared/ui/actions/menu';
import { RecordLink } from '@/shared/ui/actions/record-link';
import type { MoveName } from '../moves';
import { funnelQuery } from '../queries';
import { customerQuery } from './queries';
import { DAY_SECONDS } from './stages';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const MoveDialog = lazyDialog(() => import('./move-dialog').then((module) => module.MoveDialog));
const EditDialog = lazyDialog(() => import('./edit-dialog').then((module) => module.EditDialog));
const FollowUpDialog = lazyDialog(() =>
  import('./follow-ups/follow-up-dialog').then((module) => module.FollowUpDialog),
);
const ProposalDialog = lazyDialog(() => import('./proposals/proposal-dialog').then((module) => module.ProposalDialog));

type Open = { kind: 'edit' | 'follow_up' | 'proposal' } | { kind: 'move'; move: MoveName };

/** What the sale is, whose, for how much; and what can be done with it. */
export function RecordHead({ opportunity, edits }: { opportunity: Opportunity; edits: boolean }) {
  const nameOf = useNames();
  const { t } = useLingui();
  const me = useMe();
  const [open, setOpen] = useState<Open | null>(null);
  const customer = useQuery(customerQuery(opportunity.customer_id));
  const { allowed_moves: moves, amount, base_amount: base, outcome } = opportunity;
  const returns = moves.filter((move) => move.startsWith('return_to_')) as MoveName[];
  const close = () => setOpen(null);
  const plan = () => setOpen({ kind: 'follow_up' });
  const offer = () => setOpen({ kind: 'proposal' });
  useHotkeys([
    { keys: 'l', name: t`Plan a follow-up`, group: 'record', run: plan, isOn: edits },
    { keys: 'p', name: t`New version of the proposal`, group: 'record', run: offer, isOn: edits },
    { keys: 'e', name: t`Change the opportunity`, group: 'record', run: () => setOpen({ kind: 'edit' }), isOn: edits },
  ]);
  useCommands([
    ...(edits ? [{ id: 'follow-up', name: t`Plan a follow-up`, icon: CalendarPlus, keys: 'l', run: plan }] : []),
    ...(edits ? [{ id: 'proposal', name: t`New version of the proposal`, icon: FileUp, keys: 'p', run: offer }] : []),
  ]);
  const weighted =
    base && moneyWhole({ ...base, amount: String((Number(base.amount) * opportunity.probability) / 100) });
  return (
    <header className="flex flex-none flex-wrap items-start gap-x-3 gap-y-2 border-b border-line px-5 py-3">
      <div className="min-w-0 flex-1 basis-130">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="text-xl font-strong">{opportunity.title}</span>
          {opportunity.important_since && (
            <Badge tone="accent" icon={Star}>
              <Trans>Important opportunity</Trans>
            </Badge>
          )}
          {outcome !== 'open' && <Outcome opportunity={opportunity} />}
          {outcome === 'open' && <Dwell opportunity={opportunity} />}
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-x-3.5 gap-y-1">
          <span className="flex items-center gap-1.5">
            {customer.data?.grade && <GradeMark grade={customer.data.grade} />}
            <RecordLink kind="customer" id={opportunity.customer_id}>
              {opportunity.customer_name}
            </RecordLink>
          </span>
          {customer.data?.zone && (
            <LocalNow zone={customer.data.zone} place={customer.data.city ?? cityOf(customer.data.zone)} />
          )}
          <span className="flex items-center gap-1.5">
            <Avatar name={nameOf(opportunity.owner_id, opportunity.owner_name)} isMe={opportunity.owner_id === me.id} />
            {nameOf(opportunity.owner_id, opportunity.owner_name)}
          </span>
          {amount && (
            <b>
              <Money value={amount} />
            </b>
          )}
          {base && amount?.currency !== base.currency && (
            <span className="text-ink-3">
              <Trans>= {moneyWhole(base)}</Trans>
            </span>
          )}
          {weighted && outcome === 'open' && (
            <span title={opportunity.probability_reason ?? undefined}>
              <Trans>
                weighted {percent(opportunity.probability / 100)} <b>{weighted}</b>
              </Trans>
            </span>
          )}
          {opportunity.expected_purchase_on && (
            <span className="text-ink-3">
              <Trans>
                expected <Day date={opportunity.expected_purchase_on} />
              </Trans>
            </span>
          )}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {edits && (
          <>
            <Button variant="primary" icon={CalendarPlus} keys="l" onPress={plan}>
              <Trans>Plan a follow-up</Trans>
            </Button>
            <Button icon={FileUp} onPress={offer}>
              <Trans>New proposal version</Trans>
            </Button>
            {moves.includes('lose') && (
              <Button onPress={() => setOpen({ kind: 'move', move: 'lose' })}>
                <Trans>Mark as lost</Trans>
              </Button>
            )}
            <Menu
              label={t`More`}
              trigger={<IconButton icon={Ellipsis} variant="default" label={t`More`} />}
              groups={[
                {
                  entries: [
                    {
                      id: 'edit',
                      name: t`Change the opportunity`,
                      icon: PenLine,
                      keys: 'e',
                      run: () => setOpen({ kind: 'edit' }),
                    },
                  ],
                },
                {
                  entries: returns.map((move) => {
                    const stage = label(stageLabels, move.replace('return_to_', '') as 'potential');
                    return {
                      id: move,
                      name: t`Back to “${stage}”`,
                      icon: Undo2,
                      run: () => setOpen({ kind: 'move', move }),
                    };
                  }),
                },
                {
                  entries: moves.includes('cancel')
                    ? [
                        {
                          id: 'cancel',
                          name: t`Cancel the opportunity`,
                          icon: XCircle,
                          isDanger: true,
                          run: () => setOpen({ kind: 'move', move: 'cancel' }),
                        },
                      ]
                    : [],
                },
              ]}
            />
          </>
        )}
        <HistoryLink record={opportunity.id} />
      </div>
      <>
        {open?.kind === 'move' && <MoveDialog opportunity={opportunity} move={open.move} onClose={close} />}
        {open?.kind === 'edit' && <EditDialog opportunity={opportunity} onClose={close} />}
        {open?.kind === 'follow_up' && <FollowUpDialog opportunity={opportunity} onClose={close} />}
        {open?.kind === 'proposal' && <ProposalDialog opportunity={opportunity} onClose={close} />}
      </>
    </header>
  );
}

/** How it ended, and why. */
function Outcome({ opportunity }: { opportunity: Opportunity }) {
  const { state, closed_at: closed, lost_reason: reason, winning_competitor: winner, cancel_reason: why } = opportunity;
  return (
    <>
      <Badge tone={state === 'completed' ? 'ok' : 'mute'}>{label(opportunityStateLabels, state)}</Badge>
      <span className="text-ink-2">
        {closed && <Day date={closed.slice(0, 10)} />}
        {[reason && label(lostReasonLabels, reason), winner, why].filter(Boolean).map((text) => ` · ${text}`)}
      </span>
    </>
  );
}

/** How long it has been in its stage, beside how long others take. */
function Dwell({ opportunity }: { opportunity: Opportunity }) {
  const funnel = useQuery(funnelQuery({}, {}));
  const median = funnel.data?.steps.find((step) => step.state === opportunity.stage)?.elapsed.median_seconds ?? null;
  const now = Math.max(0, Math.floor((useMinute() - Date.parse(opportunity.stage_since)) / 1000 / DAY_SECONDS));
  const usual = median === null ? null : Math.round(median / DAY_SECONDS);
  const isLong = usual !== null && now > usual * 2;
  return (
    <span className={isLong ? 'text-warn-ink' : 'text-ink-3'}>
      {usual !== null && (
        <>
          <Trans>
            others take <Plural value={usual} one="# day" other="# days" />
          </Trans>
          {', '}
        </>
      )}
      <Trans>
        here <Plural value={now} one="# day" other="# days" />
      </Trans>
    </span>
  );
}
