import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { CalendarDays, ClockAlert, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Plan } from '@/api';
import type { PlanListChoice } from '@/shared/addresses/plans';
import { useNames } from '@/shared/directory';
import { counted } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { label, options, planKindLabels, planStateLabels } from '@/shared/labels';
import { useMay } from '@/shared/permissions';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { Button, LinkButton } from '@/shared/ui/actions/button';
import { FilterChip } from '@/shared/ui/actions/chip';
import { cx } from '@/shared/ui/cx';
import { MyTime } from '@/shared/ui/values/figures';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Menu } from '@/shared/ui/actions/menu';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { Segmented } from '@/shared/ui/actions/segmented';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { useRoving } from '@/shared/ui/use-roving';
import { plansQuery } from '../queries';
import { STATE_TONES } from '../words';

const NewPlanDialog = lazyDialog(() => import('./plan-dialog').then((module) => module.NewPlanDialog));

interface Props {
  choice: PlanListChoice;
  onChoice: (choice: PlanListChoice) => void;
  onOpen: (id: string) => void;
}

/** Plans in reach: dial, follow-up, revisit and care plans, the newest first. */
export function PlanList({ choice, onChoice, onOpen }: Props) {
  const { t } = useLingui();
  const router = useRouter();
  const writes = useMay('plan:write');
  const sees = useMay('plan:read', 'team');
  const list = useInfiniteQuery(plansQuery(choice));
  const rows = list.data?.rows ?? [];
  const [isNew, setNew] = useState(false);
  const [index, setIndex] = useState(0);
  const { list: roving } = useRoving<HTMLUListElement>();
  const current = Math.min(index, rows.length - 1);
  const open = () => {
    const row = rows[current];
    if (row) onOpen(row.id);
  };
  useHotkeys([
    { keys: 'c', name: t`New plan`, group: 'list', run: () => setNew(true), isOn: writes },
    {
      keys: 'j, arrowdown',
      name: t`Next plan`,
      group: 'list',
      run: () => setIndex(Math.min(rows.length - 1, current + 1)),
    },
    { keys: 'k, arrowup', name: t`Plan before`, group: 'list', run: () => setIndex(Math.max(0, current - 1)) },
    { keys: 'o', name: t`Open the plan`, group: 'list', run: open },
    { keys: 'v w', name: t`The week`, group: 'list', run: () => void router.navigate({ to: '/plans' }) },
  ]);
  const { kind, state, whose } = choice;
  const without = (name: 'kind' | 'state') => {
    const { [name]: _gone, ...rest } = choice;
    onChoice(rest);
  };
  return (
    <>
      <PanelHeader
        title={t`All plans`}
        note={list.data?.total != null && counted(list.data.total, list.data.isEstimate)}
        actions={
          <>
            <LinkButton icon={CalendarDays} to="/plans">
              <Trans>The week</Trans>
            </LinkButton>
            {writes && (
              <Button variant="primary" icon={Plus} keys="c" onPress={() => setNew(true)}>
                <Trans>New plan</Trans>
              </Button>
            )}
          </>
        }
      />
      <Strip className="overflow-x-auto">
        <Segmented
          label={t`Whose plans`}
          value={whose}
          onChange={(next) => onChoice({ ...choice, whose: next })}
          choices={[
            { id: 'me', name: t({ context: 'plans', message: 'Mine' }) },
            { id: 'all', name: sees ? t`All in reach` : t`All with work for me` },
          ]}
        />
        {kind ? (
          <FilterChip
            field={t`Kind of plan`}
            operator=""
            value={label(planKindLabels, kind)}
            onRemove={() => without('kind')}
          />
        ) : (
          <Menu
            label={t`Kind of plan`}
            trigger={<Button size="sm">{t`Kind of plan`}</Button>}
            groups={[
              {
                entries: options(planKindLabels).map((each) => ({
                  ...each,
                  run: () => onChoice({ ...choice, kind: each.id }),
                })),
              },
            ]}
          />
        )}
        {state ? (
          <FilterChip
            field={t`Where it stands`}
            operator=""
            value={label(planStateLabels, state)}
            onRemove={() => without('state')}
          />
        ) : (
          <Menu
            label={t`Where it stands`}
            trigger={<Button size="sm">{t`Where it stands`}</Button>}
            groups={[
              {
                entries: options(planStateLabels).map((each) => ({
                  ...each,
                  run: () => onChoice({ ...choice, state: each.id }),
                })),
              },
            ]}
          />
        )}
      </Strip>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too */}
      <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={t`Plans`}>
        {list.isPending && <SkeletonRows rows={12} />}
        {list.isError && (
          <PartError
            title={<Trans>The plans were not loaded</Trans>}
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        )}
        {list.isSuccess && rows.length === 0 && (
          <Empty className="py-16" icon={CalendarDays} title={<Trans>No plan like that</Trans>}>
            <Trans>A plan holds who is contacted when, how and what for.</Trans>
          </Empty>
        )}
        <ul ref={roving}>
          {rows.map((plan, at) => (
            <PlanRow key={plan.id} plan={plan} isCurrent={at === current} onOpen={() => onOpen(plan.id)} />
          ))}
        </ul>
        {list.hasNextPage && (
          <p className="p-3 text-center">
            <Button size="sm" isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
              <Trans>Load more</Trans>
            </Button>
          </p>
        )}
      </div>
      <>{isNew && <NewPlanDialog onClose={() => setNew(false)} onMade={onOpen} />}</>
    </>
  );
}

function PlanRow({ plan, isCurrent, onOpen }: { plan: Plan; isCurrent: boolean; onOpen: () => void }) {
  const owner = useNames()(plan.owner_id) || plan.owner_name;
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-current={isCurrent}
        onClick={onOpen}
        className={cx(
          'flex min-h-9 w-full cursor-default flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-1.5 text-left focus-visible:ring-focus-inside',
          isCurrent ? 'bg-accent-soft' : 'hover:bg-hover',
        )}
      >
        <b className="min-w-0 flex-1 truncate max-tablet:basis-full">{plan.name}</b>
        <span className="w-24 text-ink-2">{label(planKindLabels, plan.kind)}</span>
        <span className="w-24">
          <Badge tone={STATE_TONES[plan.state]}>{label(planStateLabels, plan.state)}</Badge>
        </span>
        <span className="flex w-36 items-center gap-1.5 truncate">
          <Avatar name={owner} />
          {owner}
        </span>
        <span className="w-44 text-right text-xs text-ink-3 max-tablet:hidden">
          {plan.submitted_late && (
            <span className="mr-2 inline-flex items-center gap-1 text-warn-ink">
              <ClockAlert className="icon-xs" aria-hidden />
              <Trans>urgent</Trans>
            </span>
          )}
          <MyTime at={plan.state_since} />
        </span>
      </button>
    </li>
  );
}
