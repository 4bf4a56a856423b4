import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, Check, GitCompare, Plus } from 'lucide-react';
import { useState } from 'react';
import { type DialPlan, isApiError } from '@/api';
import { useHotkeys } from '@/shared/hotkeys';
import { label } from '@/shared/labels';
import { dialPlanStateLabels, emphasisLabels } from '@/shared/labels/planning';
import { useMay } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { dateText, timeIn, useMinute } from '@/shared/time';
import { Badge, type Tone } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Confirm } from '@/shared/ui/overlays/dialog';
import { PanelHeader } from '@/shared/ui/layout/panel';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { Select } from '@/shared/ui/forms/select';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { toast } from '@/shared/ui/feedback/toast';
import { CompareView } from './compare-view';
import { NewPlan } from './new-plan';
import { PlanView } from './plan-view';
import { type Wishes, planQuery, plansQuery, useMove, useRevise } from './queries';

interface Props {
  planId: string | null;
  /** The plan it is compared with. */
  otherId: string | null;
  onPlan: (id: string) => void;
  onCompare: (id: string | null) => void;
  onCustomer: (id: string) => void;
}

const TONES: Record<DialPlan['state'], Tone> = {
  waiting: 'info',
  ready: 'accent',
  applied: 'ok',
  discarded: 'mute',
  failed: 'bad',
};

/** Dial plans: tried out, looked at slot by slot, compared, put to use. */
export function DialPlansPage({ planId, otherId, onPlan, onCompare, onCustomer }: Props) {
  const { t } = useLingui();
  const writes = useMay('plan:write');
  const { zone } = usePreferences();
  const now = useMinute();
  const list = useQuery(plansQuery);
  const plans = list.data?.items ?? [];
  const current = planId ?? plans[0]?.id ?? null;
  const plan = useQuery({ ...planQuery(current ?? ''), enabled: current !== null });
  const [isNew, setNew] = useState(false);
  const [isApplying, setApplying] = useState(false);
  const move = useMove();
  const revise = useRevise();
  const may = (name: 'apply' | 'discard' | 'revise') => plan.data?.allowed_moves.includes(name) === true;
  useHotkeys([
    {
      keys: 'mod+enter',
      name: t`Put the plan to use`,
      group: 'list',
      run: () => setApplying(true),
      isOn: may('apply') && otherId === null,
    },
    { keys: 'n', name: t`New dial plan`, group: 'list', run: () => setNew(true), isOn: writes },
  ]);
  const nameOf = (each: DialPlan) => `${each.name} · ${label(emphasisLabels, each.emphasis)}`;
  const choices = plans.map((each) => ({
    id: each.id,
    name: nameOf(each),
    detail: `${label(dialPlanStateLabels, each.state)} ${timeIn(each.created_at, zone)}`,
  }));
  const days = plan.data
    ? `${dateText(plan.data.first_day, now, zone)}–${dateText(plan.data.last_day, now, zone)}`
    : undefined;
  const others = choices.filter(
    (each) => each.id !== current && plans.find((one) => one.id === each.id)?.computed_at != null,
  );
  const apply = () => {
    if (!plan.data) return;
    move.mutate(
      { plan: plan.data, move: 'apply' },
      {
        onSuccess: (used) => {
          setApplying(false);
          toast.done(
            used.skipped ? t`In use; ${used.skipped} calls could not be planned any more` : t`The plan is in use`,
          );
        },
        onError: (error) => {
          setApplying(false);
          if (isApiError(error)) toast.failed(problemText(error));
        },
      },
    );
  };
  const reviseBy = (wishes: Wishes) => {
    if (!plan.data) return;
    revise.mutate(
      { plan: plan.data, wishes },
      { onError: (error) => isApiError(error) && toast.failed(problemText(error)) },
    );
  };
  return (
    <>
      <PanelHeader
        title={t`Dial plans`}
        note={days}
        actions={
          <>
            {plan.data && <Badge tone={TONES[plan.data.state]}>{label(dialPlanStateLabels, plan.data.state)}</Badge>}
            {choices.length > 0 && (
              <Select
                label={t`Plan`}
                hidesLabel
                className="w-64 max-laptop:w-40"
                choices={choices}
                value={current}
                onChange={onPlan}
              />
            )}
            {plan.data?.computed_at != null && others.length > 0 && otherId === null && (
              <Button icon={GitCompare} onPress={() => onCompare(others[0]?.id ?? null)}>
                <Trans>Compare</Trans>
              </Button>
            )}
            {writes && (
              <Button icon={Plus} keys="n" onPress={() => setNew(true)}>
                <Trans>New plan</Trans>
              </Button>
            )}
            {may('apply') && otherId === null && (
              <Button variant="primary" icon={Check} keys="mod+enter" onPress={() => setApplying(true)}>
                <Trans>Put to use</Trans>
              </Button>
            )}
          </>
        }
      />
      {list.isPending && <SkeletonRows rows={8} />}
      {list.isError && (
        <PartError
          title={<Trans>The dial plans were not loaded</Trans>}
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isSuccess && plans.length === 0 && (
        <Empty
          className="py-16"
          icon={CalendarClock}
          title={<Trans>No dial plan yet</Trans>}
          actions={
            writes && (
              <Button icon={Plus} onPress={() => setNew(true)}>
                <Trans>New plan</Trans>
              </Button>
            )
          }
        >
          <Trans>A plan says who calls whom at which hour; it changes nothing until it is put to use.</Trans>
        </Empty>
      )}
      {plan.isError && (
        <PartError
          title={<Trans>The plan was not loaded</Trans>}
          error={plan.error}
          onRetry={() => void plan.refetch()}
        />
      )}
      {plan.data && otherId !== null && (
        <CompareView
          plan={plan.data}
          otherId={otherId}
          others={others}
          onOther={onCompare}
          onDone={() => onCompare(null)}
          onCustomer={onCustomer}
        />
      )}
      {plan.data && otherId === null && (
        <PlanView
          key={plan.data.id}
          plan={plan.data}
          onCustomer={onCustomer}
          onRevise={may('revise') && !revise.isPending ? reviseBy : undefined}
          onDiscard={may('discard') ? () => plan.data && move.mutate({ plan: plan.data, move: 'discard' }) : undefined}
        />
      )}
      {isNew && <NewPlan onClose={() => setNew(false)} onMade={onPlan} />}
      {isApplying && plan.data && (
        <Confirm
          isOpen
          onClose={() => setApplying(false)}
          title={t`Put “${plan.data.name}” to use?`}
          keep={t`Not yet`}
          act={t`Put to use`}
          isBusy={move.isPending}
          isDanger={false}
          onAct={apply}
        >
          <Trans>
            {plan.data.figures?.added ?? 0} calls are planned, {plan.data.figures?.moved ?? 0} move, and{' '}
            {plan.data.figures?.dropped ?? 0} planned before are cancelled. Agreed times and promised call-backs stay.
          </Trans>
        </Confirm>
      )}
    </>
  );
}
