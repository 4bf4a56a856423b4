import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleStop, EllipsisVertical, Pencil, Play, X } from 'lucide-react';
import { useState } from 'react';
import { type Campaign, isApiError } from '@/api';
import { useNames } from '@/shared/directory';
import { count, money, moneyWhole, title } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { label } from '@/shared/labels';
import { priorityLabels } from '@/shared/labels/campaigns';
import { usePreferences } from '@/shared/preferences';
import { dateText, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { Confirm } from '@/shared/ui/overlays/dialog';
import { FieldsDialog } from '@/shared/ui/overlays/fields-dialog';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Menu } from '@/shared/ui/actions/menu';
import { Column, Columns, Facts, PanelHeader, Section } from '@/shared/ui/layout/panel';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { toast } from '@/shared/ui/feedback/toast';
import { CampaignForm } from '../campaign-form';
import { type Move, campaignQuery, segmentCountQuery, teamsQuery, useMove } from '../queries';
import { Crumbs, GoalBar, ResultFunnel, StateBadge } from '../results';
import { CallersPart, CustomersPart } from './parts';

/** One campaign: the goal against what came of it, its customers, who calls, and what may be done with it now. */
export function CampaignPage({ id }: { id: string }) {
  const { t } = useLingui();
  const found = useQuery(campaignQuery(id));
  if (found.isPending) return <SkeletonRows rows={10} />;
  if (found.isError) {
    return (
      <>
        <PanelHeader title={t`Campaigns`} />
        <PartError
          title={<Trans>The campaign was not loaded</Trans>}
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      </>
    );
  }
  return <Loaded campaign={found.data} />;
}

function Loaded({ campaign }: { campaign: Campaign }) {
  return (
    <>
      <Head campaign={campaign} />
      <Columns className="max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <Column className="max-laptop:flex-none max-laptop:overflow-visible">
          <Section isMain title={<Trans>Goal</Trans>}>
            {campaign.goal && <p className="mb-2 max-w-prose">{campaign.goal}</p>}
            <div className="max-w-120">
              <GoalBar campaign={campaign} />
            </div>
          </Section>
          <Section
            isMain
            title={<Trans>From call to deal</Trans>}
            note={
              <>
                <Plural value={campaign.result.calls} one="# call" other="# calls" /> ·{' '}
                {moneyWhole(campaign.result.amount)}
              </>
            }
          >
            <ResultFunnel result={campaign.result} />
          </Section>
          {campaign.state === 'draft' ? <NotStarted campaign={campaign} /> : <CustomersPart id={campaign.id} />}
        </Column>
        <Side campaign={campaign} />
      </Columns>
    </>
  );
}

function Head({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui();
  const move = useMove(campaign);
  const [asked, setAsked] = useState<Move | 'change' | null>(null);
  const may = (name: Move) => campaign.allowed_moves.includes(name);
  const close = () => setAsked(null);
  const acts = [
    { id: 'change' as const, name: t`Change`, icon: Pencil, keys: 'e', isFirst: false, isOn: campaign.may_change },
    {
      id: 'cancel' as const,
      name: t({ context: 'campaign', message: 'Cancel it' }),
      icon: X,
      keys: null,
      isFirst: false,
      isOn: may('cancel'),
    },
    {
      id: 'end' as const,
      name: t({ context: 'campaign', message: 'End it' }),
      icon: CircleStop,
      keys: null,
      isFirst: false,
      isOn: may('end'),
    },
    {
      id: 'start' as const,
      name: t({ context: 'campaign', message: 'Start' }),
      icon: Play,
      keys: 'mod+enter',
      isFirst: true,
      isOn: may('start'),
    },
  ].filter((each) => each.isOn);
  const make = (name: Move) =>
    move.mutate(
      { move: name },
      {
        onSuccess: (moved) => {
          close();
          toast.done(name === 'start' ? t`Started with ${moved.taken_in ?? 0} customers` : t`The campaign has ended`);
        },
        onError: (error) => {
          close();
          if (isApiError(error)) toast.failed(problemText(error));
        },
      },
    );
  useHotkeys([
    { keys: 'mod+enter', name: t`Start the campaign`, group: 'list', run: () => setAsked('start'), isOn: may('start') },
    {
      keys: 'e',
      name: t`Change the campaign`,
      group: 'list',
      run: () => setAsked('change'),
      isOn: campaign.may_change,
    },
  ]);
  return (
    <>
      <PanelHeader
        tab={campaign.name}
        title={<Crumbs here={campaign.name} />}
        actions={
          <>
            <StateBadge state={campaign.state} />
            {acts.map(({ id, name, icon, keys, isFirst }) => (
              <Button
                key={id}
                icon={icon}
                {...(keys && { keys })}
                {...(isFirst && { variant: 'primary' as const })}
                className="max-tablet:hidden"
                onPress={() => setAsked(id)}
              >
                {name}
              </Button>
            ))}
            {acts.length > 0 && (
              <Menu
                label={t`What may be done`}
                trigger={
                  <IconButton icon={EllipsisVertical} size="sm" label={t`What may be done`} className="tablet:hidden" />
                }
                groups={[{ entries: acts.map(({ id, name, icon }) => ({ id, name, icon, run: () => setAsked(id) })) }]}
              />
            )}
          </>
        }
      />
      {asked === 'change' && <CampaignForm campaign={campaign} onClose={close} />}
      {asked === 'start' && (
        <Confirm
          isOpen
          onClose={close}
          title={t`Start “${campaign.name}”?`}
          keep={t`Not yet`}
          act={t({ context: 'campaign', message: 'Start' })}
          isBusy={move.isPending}
          isDanger={false}
          onAct={() => make('start')}
        >
          <Trans>
            It takes in the customers of “{campaign.segment_name}” that you see and whose people call, except who
            refused calls or is in another campaign. Segment, first day and callers then stay as they are.
          </Trans>
        </Confirm>
      )}
      {asked === 'end' && (
        <Confirm
          isOpen
          onClose={close}
          title={t`End “${campaign.name}”?`}
          keep={t`Not yet`}
          act={t({ context: 'campaign', message: 'End it' })}
          isBusy={move.isPending}
          onAct={() => make('end')}
        >
          <Trans>Later calls count no more, and its customers are free for another campaign.</Trans>
        </Confirm>
      )}
      {asked === 'cancel' && (
        <FieldsDialog
          onClose={close}
          form={{
            title: <Trans>Cancel the campaign</Trans>,
            act: t({ context: 'campaign', message: 'Cancel it' }),
            fields: [{ name: 'reason', label: t`Why`, kind: 'area', isRequired: true }],
            submit: ({ reason }) => move.mutateAsync({ move: 'cancel', reason: String(reason) }),
          }}
        />
      )}
    </>
  );
}

function NotStarted({ campaign }: { campaign: Campaign }) {
  const found = useQuery(segmentCountQuery(campaign.segment_id));
  return (
    <Section isMain title={<Trans>Customers</Trans>}>
      <p className="text-ink-2">
        {found.data !== undefined && (
          <b>
            <Plural value={found.data} one="# customer of the segment." other="# customers of the segment." />
          </b>
        )}{' '}
        <Trans>Those of who calls are taken in when it starts.</Trans>
      </p>
    </Section>
  );
}

function Side({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui();
  const { zone } = usePreferences();
  const now = useMinute();
  const nameOf = useNames();
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const callers = [
    ...campaign.team_ids
      .map((id) => teams.find((each) => each.id === id))
      .flatMap((team) => (team ? [title(team)] : [])),
    ...campaign.user_ids.map((id) => nameOf(id)),
  ];
  const days = `${dateText(campaign.first_day, now, zone)}–${dateText(campaign.last_day, now, zone)}`;
  const left = [
    { name: t`Refused calls`, value: campaign.refused },
    { name: t`In another campaign`, value: campaign.elsewhere },
    { name: t`Of nobody who calls`, value: campaign.of_others },
  ].filter((each) => each.value !== null && each.value > 0);
  return (
    <Column width={340} isSide label={t`About the campaign`} className="max-laptop:w-full! max-laptop:flex-none">
      <Section title={<Trans>At a glance</Trans>}>
        <Facts
          facts={[
            {
              name: <Trans>Segment</Trans>,
              value: (
                <Link to="/customers" search={{ view: campaign.segment_id }}>
                  {campaign.segment_name}
                </Link>
              ),
            },
            { name: <Trans>Period</Trans>, value: <span className="date">{days}</span> },
            {
              name: <Trans>Script</Trans>,
              value:
                campaign.script_id === null ? (
                  '–'
                ) : (
                  <Link to="/scripts/$scriptId" params={{ scriptId: campaign.script_id }}>
                    {title({ name: campaign.script_name ?? '', name_zh: campaign.script_name_zh })}
                  </Link>
                ),
            },
            { name: <Trans>Budget</Trans>, value: campaign.budget ? money(campaign.budget) : '–' },
            { name: <Trans>Priority</Trans>, value: label(priorityLabels, campaign.priority) },
            { name: <Trans>Answers for it</Trans>, value: nameOf(campaign.owner_id, campaign.owner_name) },
            { name: <Trans>Who calls</Trans>, value: callers.filter(Boolean).join(' · ') },
            ...(campaign.cancel_reason
              ? [{ name: <Trans>Cancelled because</Trans>, value: campaign.cancel_reason }]
              : []),
          ]}
          width={96}
        />
      </Section>
      {campaign.taken_in !== null && (
        <Section title={<Trans>Taken in</Trans>}>
          <p>
            <Trans>
              <b>{count(campaign.taken_in)}</b> of {count(campaign.found ?? 0)} customers of the segment as it stood
              then
            </Trans>
          </p>
          {left.length > 0 && (
            <ul className="mt-1.5 flex flex-col gap-1 text-ink-2">
              {left.map(({ name, value }) => (
                <li key={name} className="flex">
                  <span className="flex-1">{name}</span>
                  <b>{count(value ?? 0)}</b>
                </li>
              ))}
            </ul>
          )}
        </Section>
      )}
      {campaign.state !== 'draft' && <CallersPart id={campaign.id} />}
    </Column>
  );
}
