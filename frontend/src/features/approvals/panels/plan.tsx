import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Hourglass, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Amendment, type PlanDetail, type PlannedContact, api, once, unwrap } from '@/api';
import { useNames } from '@/shared/directory';
import { label, planKindLabels, planStateLabels } from '@/shared/labels';
import { LoadChart, LoadLegend, MethodIcon, amendmentsQuery, itemsQuery, loadQuery, planQuery } from '@/shared/plans';
import { usePreferences } from '@/shared/preferences';
import { dayIn, daysBetween } from '@/shared/time';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { Day, LocalTime, MyTime } from '@/shared/ui/values/figures';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { LineTable } from '@/shared/ui/lists/line-table';
import { Decision, DecisionHead, Part, Said } from '../decision';
import { Loaded } from './loaded';
import { type PanelProps, moving } from './panel';

/** A plan that was submitted: whom it reaches, when and by whom, and what that does to everybody's load (RV-4). */
export function PlanPanel({ alert, onDecided }: PanelProps) {
  const plan = useQuery(planQuery(alert.subject_id));
  return <Loaded query={plan}>{({ data }) => <SubmittedPlan plan={data} onDecided={onDecided} />}</Loaded>;
}

function SubmittedPlan({ plan, onDecided }: { plan: PlanDetail; onDecided: () => void }) {
  const { t } = useLingui();
  const items = useQuery(itemsQuery(plan.id));
  const open = (items.data ?? []).filter((item) => item.state === 'planned' || item.state === 'pending_approval');
  const move = (which: 'approve' | 'return') => (note: string) => {
    const body = { reason: note };
    const send = (key: string) => {
      const params = { path: { plan_id: plan.id }, header: moving(plan.version, key) };
      return which === 'approve'
        ? unwrap(api.POST('/v1/contact-plans/{plan_id}/moves/approve', { body: { reason: note || null }, params }))
        : unwrap(api.POST('/v1/contact-plans/{plan_id}/moves/return', { body, params }));
    };
    return once(`plan:${plan.id}:${which}`, body, send);
  };
  return (
    <Decision
      id={plan.id}
      onDecided={onDecided}
      head={
        <PlanHead
          plan={plan}
          badges={
            plan.state === 'submitted' && (
              <Badge tone="warn" icon={Hourglass}>
                <Trans>To approve</Trans>
              </Badge>
            )
          }
        />
      }
      approve={
        plan.allowed_moves.includes('approve')
          ? { name: t`Approve the plan`, done: t`${plan.name} is approved`, send: move('approve') }
          : null
      }
      refuse={
        plan.allowed_moves.includes('return')
          ? { name: t`Return`, done: t`${plan.name} went back`, needsNote: true, send: move('return') }
          : null
      }
    >
      {plan.urgent_reason && <Said>{plan.urgent_reason}</Said>}
      {plan.purpose && <Said>{plan.purpose}</Said>}
      <Part title={<Trans>What is planned</Trans>}>
        {items.isPending ? <SkeletonLines lines={4} /> : <ItemsTable items={open} />}
      </Part>
      <LoadAndChecks plan={plan} items={open} amendment={null} />
    </Decision>
  );
}

/** The plan's name, where it stands, by whom, over which days and how much of it there is. */
export function PlanHead({ plan, badges }: { plan: PlanDetail; badges?: ReactNode }) {
  const nameOf = useNames();
  const { progress } = plan;
  const size = progress.planned + progress.pending_approval;
  return (
    <DecisionHead
      title={plan.name}
      badges={
        <>
          {badges}
          <Badge>
            {label(planKindLabels, plan.kind)}
            {plan.state !== 'submitted' && <> · {label(planStateLabels, plan.state)}</>}
          </Badge>
        </>
      }
    >
      <span className="flex items-center gap-1.5">
        <Avatar name={nameOf(plan.owner_id, plan.owner_name)} />
        {plan.submitted_at === null ? (
          nameOf(plan.owner_id, plan.owner_name)
        ) : (
          <Trans>
            {nameOf(plan.submitted_by, plan.owner_name)} submitted it <MyTime at={plan.submitted_at} />
          </Trans>
        )}
      </span>
      {progress.first_due_on && progress.last_due_on && (
        <span>
          <Trans>
            runs <Day date={progress.first_due_on} /> – <Day date={progress.last_due_on} />
          </Trans>
        </span>
      )}
      <span>
        <Plural value={size} one="# contact" other="# contacts" />
      </span>
    </DecisionHead>
  );
}

/** Contacts that are planned: whom, how, when there, who goes and what for. */
export function ItemsTable({ items }: { items: readonly PlannedContact[] }) {
  const nameOf = useNames();
  const { t } = useLingui();
  const heads = [
    t({ context: 'plan', message: 'Customer' }),
    t({ context: 'plan', message: 'How' }),
    t`When, at the customer`,
    t({ context: 'plan', message: 'Who' }),
    t({ context: 'plan', message: 'Aim' }),
  ];
  const cell = 'h-9 border-b border-line px-2.5 whitespace-nowrap';
  if (items.length === 0) {
    return (
      <p className="text-ink-3">
        <Trans>Nothing of it is still to be made.</Trans>
      </p>
    );
  }
  return (
    <LineTable label={t`Planned contacts`} className="rounded-card border border-line">
      <thead>
        <tr>
          {heads.map((head) => (
            <th
              key={head}
              className="h-7 border-b border-line bg-surface-2 px-2.5 text-left text-xs font-normal whitespace-nowrap text-ink-3"
            >
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id} className="[&:last-child>*]:border-b-0">
            <th scope="row" className={`${cell} max-w-60 truncate text-left`}>
              <RecordLink kind="customer" id={item.customer_id} className="text-ink no-underline hover:underline">
                {item.customer_name}
              </RecordLink>
            </th>
            <td className={cell}>
              <MethodIcon method={item.method} />
            </td>
            <td className={cell}>
              {item.due_at === null ? (
                <Day date={item.due_on} weekday />
              ) : (
                <LocalTime at={item.due_at} zone={item.zone} date />
              )}
            </td>
            <td className={cell}>{nameOf(item.assignee_id, item.assignee_name)}</td>
            <td className={`${cell} w-full max-w-0 truncate`} title={item.aim}>
              {item.aim}
            </td>
          </tr>
        ))}
      </tbody>
    </LineTable>
  );
}

interface ChecksProps {
  plan: PlanDetail;
  items: readonly PlannedContact[];
  /** The amendment that is decided; null for the plan itself. */
  amendment: Amendment | null;
}

/** What approving does to everybody's days, what the server found of the rules, and how the plan came here. */
export function LoadAndChecks({ plan, items, amendment }: ChecksProps) {
  const days = items.map((item) => item.due_on).toSorted();
  const from = days[0];
  const last = days.at(-1);
  const people = [...new Set(items.map((item) => item.assignee_id))].toSorted();
  if (from === undefined || last === undefined) return <Past plan={plan} amendment={amendment} />;
  const to = daysBetween(from, last) > 60 ? from : last;
  return (
    <div className="grid gap-x-5 gap-y-4 min-[1360px]:grid-cols-[minmax(0,1fr)_300px]">
      <Part title={<Trans>Load once it is approved</Trans>} after={<LoadLegend />}>
        <LoadChart from={from} to={to} people={people} />
      </Part>
      <div className="flex flex-col gap-4">
        <Checks plan={plan} items={items} span={{ from, to, people }} />
        <Past plan={plan} amendment={amendment} />
      </div>
    </div>
  );
}

interface Span {
  from: string;
  to: string;
  people: readonly string[];
}

function Checks({ plan, items, span }: { plan: PlanDetail; items: readonly PlannedContact[]; span: Span }) {
  const nameOf = useNames();
  const { zone } = usePreferences();
  const load = useQuery(loadQuery(span.from, span.to, span.people)).data;
  const over = (load?.days ?? []).filter((day) => day.over_cap);
  const outside = items.filter((item) => item.outside_hours_reason !== null).length;
  const refused = items.filter((item) => item.override_reason !== null).length;
  const unarranged = items.filter((item) => item.needs_appointment).length;
  const ahead = plan.submitted_at === null ? null : daysBetween(dayIn(plan.submitted_at, zone), span.from);
  const names = [...new Set(over.map((day) => nameOf(day.assignee_id, day.assignee_name)))].join(' · ');
  return (
    <Part title={<Trans>Rules checked</Trans>}>
      <ul className="flex flex-col gap-1.5">
        {ahead !== null && (
          <Check holds={!plan.submitted_late}>
            {plan.submitted_late ? (
              <Trans>Submitted inside the lead time, as urgent</Trans>
            ) : (
              <Trans>
                Submitted <Plural value={ahead} one="# day" other="# days" /> before its first day, as asked
              </Trans>
            )}
          </Check>
        )}
        {load && (
          <Check holds={over.length === 0}>
            {over.length === 0 ? (
              <Trans>Nobody has more than {load.daily_call_cap} calls a day</Trans>
            ) : (
              <Trans>
                More than {load.daily_call_cap} calls a day: {names}
              </Trans>
            )}
          </Check>
        )}
        <Check holds={outside === 0}>
          {outside === 0 ? (
            <Trans>All times lie in the customers’ calling hours</Trans>
          ) : (
            <Plural
              value={outside}
              one="# time lies outside the customer’s calling hours, with a reason"
              other="# times lie outside the customers’ calling hours, with a reason"
            />
          )}
        </Check>
        {refused > 0 && (
          <Check holds={false}>
            <Plural
              value={refused}
              one="# customer refused this channel; a reason is given"
              other="# customers refused this channel; reasons are given"
            />
          </Check>
        )}
        {unarranged > 0 && (
          <Check holds={false}>
            <Plural value={unarranged} one="# visit has no agreed time yet" other="# visits have no agreed time yet" />
          </Check>
        )}
      </ul>
    </Part>
  );
}

function Check({ holds, children }: { holds: boolean; children: ReactNode }) {
  const Icon = holds ? CircleCheck : TriangleAlert;
  return (
    <li className="flex items-start gap-2">
      <Icon className={`icon-sm mt-0.75 ${holds ? 'text-ok' : 'text-warn'}`} aria-hidden />
      <span className="min-w-0">{children}</span>
    </li>
  );
}

function Past({ plan, amendment }: { plan: PlanDetail; amendment: Amendment | null }) {
  const nameOf = useNames();
  const others = useQuery(amendmentsQuery(plan.id)).data ?? [];
  const changes = others
    .filter((each) => each.id !== amendment?.id && each.decided_at !== null)
    .map((each) => ({
      id: each.id,
      what: each.state === 'returned' ? <Trans>A change went back</Trans> : <Trans>A change was approved</Trans>,
      who: each.decided_by,
      at: each.decided_at ?? '',
    }));
  const steps = [
    { id: 'created', what: <Trans>Drafted</Trans>, who: plan.owner_id, at: plan.created_at },
    { id: 'submitted', what: <Trans>Submitted</Trans>, who: plan.submitted_by, at: plan.submitted_at ?? '' },
    {
      id: 'decided',
      what: plan.state === 'returned' ? <Trans>Returned</Trans> : <Trans>Approved</Trans>,
      who: plan.decided_by,
      at: plan.decided_at ?? '',
    },
    ...changes,
    {
      id: 'proposed',
      what: <Trans>Change submitted</Trans>,
      who: amendment?.proposed_by,
      at: amendment?.created_at ?? '',
    },
  ]
    .filter((step) => step.at !== '')
    .toSorted((a, b) => b.at.localeCompare(a.at));
  return (
    <Part title={<Trans>How it came here</Trans>}>
      <ol className="flex flex-col gap-1">
        {steps.map((step) => (
          <li key={step.id} className="flex justify-between gap-2">
            <span>{step.what}</span>
            <span className="text-right text-ink-2">
              {nameOf(step.who)} · <MyTime at={step.at} />
            </span>
          </li>
        ))}
      </ol>
      {plan.decision_reason && <p className="mt-1 text-ink-2">“{plan.decision_reason}”</p>}
    </Part>
  );
}
