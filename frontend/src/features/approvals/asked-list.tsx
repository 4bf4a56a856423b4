import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import {
  CalendarCheck,
  Download,
  Hourglass,
  type LucideIcon,
  MessageCircleQuestion,
  SlidersHorizontal,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useDepartmentNames } from '@/shared/directory';
import { count, joined, title } from '@/shared/format';
import { label, planKindLabels } from '@/shared/labels';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { agoText, useMinute } from '@/shared/time';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { myExportsQuery, myHandoffsQuery, myPlansQuery, myPolicyProposalsQuery, settingQuery } from './queries';

interface Asked {
  id: string;
  icon: LucideIcon;
  kind: ReactNode;
  title: ReactNode;
  about: ReactNode;
  since: string;
}

/** What I asked for and others have not decided or answered yet: plans, exports, questions to departments, policy. */
export function AskedList() {
  const { t } = useLingui();
  const me = useMe();
  const departmentOf = useDepartmentNames();
  const now = useMinute();
  const { zone } = usePreferences();
  const plans = useQuery(myPlansQuery);
  const exports = useQuery(myExportsQuery(me.id));
  const handoffs = useQuery(myHandoffsQuery(me.id));
  const policies = useQuery({ ...myPolicyProposalsQuery, enabled: useMay('policy:write') });
  const parts = [plans, exports, handoffs, policies];
  const failed = parts.find((part) => part.isError);
  const rows: Asked[] = [
    ...(plans.data?.items ?? []).map((plan) => ({
      id: plan.id,
      icon: CalendarCheck,
      kind: label(planKindLabels, plan.kind),
      title: plan.name,
      about: plan.submitted_late ? <Trans>submitted as urgent</Trans> : null,
      since: plan.state_since,
    })),
    ...(exports.data?.items ?? []).map((order) => ({
      id: order.id,
      icon: Download,
      kind: <Trans>Export</Trans>,
      title: <Plural value={order.row_count} one="# row" other={`${count(order.row_count)} rows`} />,
      about: order.purpose,
      since: order.state_since,
    })),
    ...(handoffs.data?.items ?? []).map((handoff) => ({
      id: handoff.id,
      icon: MessageCircleQuestion,
      kind: <Trans>Question to {departmentOf(handoff.department_id, handoff.department_name)}</Trans>,
      title: handoff.customer_name,
      about: handoff.question,
      since: handoff.asked_at,
    })),
    ...(policies.data?.items ?? []).map((proposal) => ({
      id: proposal.id,
      icon: SlidersHorizontal,
      kind: <Trans>Change of policy</Trans>,
      title: <SettingName of={proposal.key} />,
      about: <Trans>waits for {joined(proposal.confirmers.map((person) => person.name))}</Trans>,
      since: proposal.state_since,
    })),
  ].toSorted((a, b) => a.since.localeCompare(b.since));
  if (failed) {
    return (
      <PartError
        title={<Trans>What you asked for was not loaded</Trans>}
        error={failed.error}
        onRetry={() => parts.forEach((part) => void part.refetch())}
      />
    );
  }
  if (parts.some((part) => part.isLoading)) return <SkeletonRows rows={6} />;
  if (rows.length === 0) {
    return (
      <Empty className="py-14" icon={Hourglass} title={<Trans>Nothing of yours waits for others</Trans>}>
        <Trans>Plans, exports and questions that you submit stand here until they are decided.</Trans>
      </Empty>
    );
  }
  return (
    <ul aria-label={t`What I asked for`}>
      {rows.map((row) => (
        <li key={row.id} className="flex flex-col border-b border-line px-4 py-2.5">
          <span className="flex items-center gap-1.5 text-xs text-ink-2">
            <row.icon className="icon-sm text-ink-3" aria-hidden />
            {row.kind}
            <span className="date ml-auto text-ink-3">{agoText(row.since, now, zone)}</span>
          </span>
          <b className="truncate">{row.title}</b>
          <span className="truncate text-xs text-ink-2">{row.about}</span>
        </li>
      ))}
    </ul>
  );
}

function SettingName({ of }: { of: string }) {
  const setting = useQuery(settingQuery(of)).data;
  return setting ? title({ name: setting.label_en, name_zh: setting.label_zh }) : '…';
}
