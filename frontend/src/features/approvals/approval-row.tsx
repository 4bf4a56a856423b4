import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode, Ref } from 'react';
import { useNames } from '@/shared/directory';
import { count, money, title } from '@/shared/format';
import { i18n } from '@/shared/i18n';
import { channelLabels, label, planKindLabels } from '@/shared/labels';
import { planQuery } from '@/shared/plans';
import { usePreferences } from '@/shared/preferences';
import { agoText, useMinute } from '@/shared/time';
import { cx } from '@/shared/ui/cx';
import { Day } from '@/shared/ui/values/figures';
import { KINDS, type Waiting, fact, figureOf } from './kinds';
import { type InboxReason, compensationQuery, complaintQuery, settingQuery } from './queries';

interface Props {
  alert: Waiting;
  isCurrent: boolean;
  rowRef: Ref<HTMLLIElement> | undefined;
  onOpen: () => void;
}

/** One thing that waits: its kind, what it is, who asks, and for how long. */
export function ApprovalRow({ alert, isCurrent, rowRef, onOpen }: Props) {
  const kind = KINDS[alert.reason];
  const Icon = kind.icon;
  const now = useMinute();
  const { zone } = usePreferences();
  const nameOf = useNames();
  const [Title, About] = ROWS[alert.reason];
  const by = nameOf(fact(alert, 'by_user_id'));
  return (
    <li ref={rowRef} className="border-b border-line">
      <button
        type="button"
        aria-current={isCurrent}
        onClick={onOpen}
        className={cx(
          'flex w-full cursor-default flex-col border-l-2 py-2.5 pr-4 pl-3.5 text-left focus-visible:ring-focus-inside',
          isCurrent ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-hover',
        )}
      >
        <span className="flex w-full items-center gap-1.5 text-xs text-ink-2">
          <Icon className="icon-sm text-ink-3" aria-hidden />
          {i18n._(kind.name)}
          <span className="date ml-auto text-ink-3">{agoText(alert.since, now, zone)}</span>
        </span>
        <b className="w-full truncate">
          <Title alert={alert} />
        </b>
        <span className="w-full truncate text-xs text-ink-2">
          {by && (
            <>
              {by}
              {About && ' · '}
            </>
          )}
          {About && <About alert={alert} />}
        </span>
      </button>
    </li>
  );
}

type Piece = (props: { alert: Waiting }) => ReactNode;

function CustomerName({ alert }: { alert: Waiting }) {
  return alert.customer_name ?? <Trans>A customer you do not see</Trans>;
}

function PlanName({ alert }: { alert: Waiting }) {
  return useQuery(planQuery(alert.subject_id)).data?.data.name ?? '…';
}

function PlanAbout({ alert }: { alert: Waiting }) {
  const plan = useQuery(planQuery(alert.subject_id)).data?.data;
  if (!plan) return null;
  const { progress } = plan;
  return (
    <>
      {label(planKindLabels, plan.kind)}
      {' · '}
      <Plural value={progress.planned + progress.pending_approval} one="# contact" other="# contacts" />
      {progress.first_due_on && (
        <>
          {' · '}
          <Trans>
            from <Day date={progress.first_due_on} />
          </Trans>
        </>
      )}
    </>
  );
}

function ExportSize({ alert }: { alert: Waiting }) {
  return <Trans>{count(figureOf(alert, 'rows'))} rows</Trans>;
}

function Amount({ alert }: { alert: Waiting }) {
  const found = useQuery(compensationQuery(alert.subject_id, fact(alert, 'compensation_id'))).data;
  const complaint = useQuery(complaintQuery(alert.subject_id)).data;
  return found ? [complaint?.number, money(found.amount)].filter(Boolean).join(' · ') : '…';
}

function SharedWith({ alert }: { alert: Waiting }) {
  const nameOf = useNames();
  return <Trans>to {nameOf(fact(alert, 'user_id'))}</Trans>;
}

function SettingName({ alert }: { alert: Waiting }) {
  const setting = useQuery(settingQuery(fact(alert, 'key'))).data;
  return setting ? title({ name: setting.label_en, name_zh: setting.label_zh }) : '…';
}

function RefusedChannel({ alert }: { alert: Waiting }) {
  return label(channelLabels, fact(alert, 'channel') as keyof typeof channelLabels);
}

function ReviewCount({ alert }: { alert: Waiting }) {
  return <Plural value={figureOf(alert, 'count')} one="# file" other="# files" />;
}

function ReviewSince({ alert }: { alert: Waiting }) {
  const on = fact(alert, 'due_on');
  return on === '' ? null : (
    <Trans>
      the oldest was due <Day date={on} />
    </Trans>
  );
}

/** By kind: what it is, and what is said of it after who asks. */
const ROWS: Record<InboxReason, readonly [Piece, Piece?]> = {
  plan_to_decide: [PlanName, PlanAbout],
  amendment_to_decide: [PlanName, PlanAbout],
  export_to_decide: [ExportSize],
  compensation_to_decide: [Amount, CustomerName],
  customer_to_verify: [CustomerName],
  share_to_decide: [CustomerName, SharedWith],
  policy_to_confirm: [SettingName],
  change_to_decide: [CustomerName],
  refusal_to_lift: [CustomerName, RefusedChannel],
  answer_to_tell: [CustomerName],
  file_reviews_overdue: [ReviewCount, ReviewSince],
};
