import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Campaign, CampaignResult } from '@/api';
import { count, figure, moneyWhole, percent } from '@/shared/format';
import { label } from '@/shared/labels';
import { campaignStateLabels, goalKindLabels } from '@/shared/labels/campaigns';
import { Badge, type Tone } from '@/shared/ui/values/badge';
import { LineTable } from '@/shared/ui/lists/line-table';

const TONES: Record<Campaign['state'], Tone> = { draft: 'mute', running: 'ok', ended: 'info', cancelled: 'mute' };

export function StateBadge({ state }: { state: Campaign['state'] }) {
  return <Badge tone={TONES[state]}>{label(campaignStateLabels, state)}</Badge>;
}

/** Where a screen below the list is. */
export function Crumbs({ here }: { here: ReactNode }) {
  const { t } = useLingui();
  return (
    <nav aria-label={t`Where this is`} className="flex min-w-0 items-center gap-1.5">
      <Link to="/campaigns" className="flex-none font-normal no-underline hover:underline">
        <Trans>Campaigns</Trans>
      </Link>
      <ChevronRight className="icon-xs flex-none text-ink-3" aria-hidden />
      <span className="truncate">{here}</span>
    </nav>
  );
}

/** A number of the goal: money is in base currency. */
function goalFigure(campaign: Campaign, value: string): string {
  return campaign.goal_kind === 'amount'
    ? moneyWhole({ amount: value, currency: campaign.result.amount.currency })
    : figure(Number(value), 0);
}

/** The goal against what came of it: in words and as a bar. */
export function GoalBar({ campaign }: { campaign: Campaign }) {
  const share = Number(campaign.achieved) / Number(campaign.goal_number);
  return (
    <div className="min-w-0">
      <p className="flex items-baseline gap-1.5">
        <b>{goalFigure(campaign, campaign.achieved)}</b>
        <span className="text-ink-3">
          <Trans>of {goalFigure(campaign, campaign.goal_number)}</Trans>
        </span>
        <span className="min-w-0 truncate text-xs text-ink-3">{label(goalKindLabels, campaign.goal_kind)}</span>
        <b className="ml-auto">{percent(share)}</b>
      </p>
      <span className="mt-1 block h-1.5 overflow-hidden rounded-[2px] bg-surface-3" aria-hidden>
        <span
          className={share >= 1 ? 'block h-full bg-ok' : 'block h-full bg-c1'}
          style={{ width: `${Math.min(1, share) * 100}%` }}
        />
      </span>
    </div>
  );
}

const HEAD = 'h-7 border-b border-line bg-surface-2 px-3 text-xs font-normal whitespace-nowrap text-ink-3';
const CELL = 'h-9 border-b border-line px-3 whitespace-nowrap';

/** From customer to deal: each step as a bar, how many, and which share of the step before. */
export function ResultFunnel({ result }: { result: CampaignResult }) {
  const { t } = useLingui();
  const steps = [
    { name: t`Customers`, value: result.customers },
    { name: t({ context: 'campaign step', message: 'Called' }), value: result.called },
    { name: t({ context: 'campaign step', message: 'Reached' }), value: result.reached },
    { name: t({ context: 'campaign step', message: 'Interested' }), value: result.interested },
    { name: t`Opportunities`, value: result.opportunities },
    { name: t({ context: 'campaign step', message: 'Deals' }), value: result.deals },
  ];
  const most = Math.max(1, ...steps.map((step) => step.value));
  return (
    <LineTable label={t`From call to deal`}>
      <thead>
        <tr>
          <th className={`${HEAD} text-left`}>
            <Trans>Step</Trans>
          </th>
          <th className={`${HEAD} w-[55%] text-left`} aria-hidden />
          <th className={`${HEAD} text-right`}>
            <Trans>How many</Trans>
          </th>
          <th className={`${HEAD} text-right`}>
            <Trans>Of the step before</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ name, value }, at) => {
          const before = at === 0 ? 0 : (steps[at - 1]?.value ?? 0);
          return (
            <tr key={name}>
              <th scope="row" className={`${CELL} text-left font-normal`}>
                {name}
              </th>
              <td className={CELL} aria-hidden>
                <span className="relative block h-4 min-w-24 flex-1 rounded-[2px] bg-surface-3">
                  <span
                    className="absolute inset-y-0 left-0 rounded-[2px] bg-c1"
                    style={{ width: `${(value / most) * 100}%` }}
                  />
                </span>
              </td>
              <td className={`${CELL} text-right font-strong`}>{count(value)}</td>
              <td className={`${CELL} text-right text-ink-3`}>{before > 0 && percent(value / before)}</td>
            </tr>
          );
        })}
      </tbody>
    </LineTable>
  );
}
