import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import { ArrowRight, CircleCheck, CircleDashed } from 'lucide-react';
import { useState } from 'react';
import type { CriterionOutlook, MoveOutlook, Opportunity, Stage, StageStay } from '@/api';
import { useNames } from '@/shared/directory';
import { money } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { criterionLabels, label, stageLabels } from '@/shared/labels';
import { Button } from '@/shared/ui/actions/button';
import { Day, MyTime } from '@/shared/ui/values/figures';
import type { MoveName } from '../moves';
import { Nothing, Part } from './part';
import { STAGES, daysOf } from './stages';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const MoveDialog = lazyDialog(() => import('./move-dialog').then((module) => module.MoveDialog));

interface Props {
  opportunity: Opportunity;
  stage: Stage;
  criteria: UseQueryResult<{ items: MoveOutlook[] }>;
  stages: UseQueryResult<{ items: StageStay[] }>;
}

/** What the chosen stage asks for, told before anybody tries; of a past one, when it was entered and left. */
export function CriteriaPart({ opportunity, stage, criteria, stages }: Props) {
  const { t } = useLingui();
  const [moving, setMoving] = useState<MoveName | null>(null);
  const now = STAGES.indexOf(opportunity.stage);
  const at = STAGES.indexOf(stage);
  const isLast = opportunity.stage === 'execution' && at === now;
  const outlook = criteria.data?.items.find((each) => each.to_state === (isLast ? 'completed' : stage));
  const move = outlook?.move as MoveName | undefined;
  const can = move !== undefined && opportunity.allowed_moves.includes(move);
  const lacks = outlook?.criteria.filter((criterion) => !criterion.holds).length ?? 0;
  useHotkeys([
    { keys: 'm', name: t`To the next stage`, group: 'record', run: () => setMoving(move ?? null), isOn: can },
  ]);
  if (at < now || (at === now && !outlook)) return <PastStage stage={stage} stages={stages} />;
  const name = label(stageLabels, stage);
  return (
    <Part
      query={criteria}
      title={isLast ? <Trans>To be completed it needs</Trans> : <Trans>To enter “{name}” it needs</Trans>}
      note={
        outlook && (
          <Trans>
            {outlook.criteria.length - lacks} of {outlook.criteria.length} there
          </Trans>
        )
      }
      actions={
        can && (
          <Button icon={ArrowRight} keys="m" onPress={() => setMoving(move)}>
            {lacks > 0 ? <Trans>Fill in and move</Trans> : <Trans>Move on</Trans>}
          </Button>
        )
      }
    >
      {() => (
        <>
          {!outlook && (
            <Nothing>
              <Trans>Forward it goes one stage at a time; this one comes later.</Trans>
            </Nothing>
          )}
          <ul className="grid grid-cols-1 gap-x-6 gap-y-1.5 tablet:grid-cols-2">
            {outlook?.criteria
              .toSorted((one, other) => Number(other.holds) - Number(one.holds))
              .map((criterion) => (
                <CriterionLine key={criterion.code} criterion={criterion} opportunity={opportunity} />
              ))}
          </ul>
          {moving && <MoveDialog opportunity={opportunity} move={moving} onClose={() => setMoving(null)} />}
        </>
      )}
    </Part>
  );
}

function CriterionLine({ criterion, opportunity }: { criterion: CriterionOutlook; opportunity: Opportunity }) {
  const Icon = criterion.holds ? CircleCheck : CircleDashed;
  const name = label(criterionLabels, criterion.code);
  return (
    <li className="flex items-start gap-2">
      <Icon className={`icon-sm mt-0.75 ${criterion.holds ? 'text-ok' : 'text-ink-3'}`} aria-hidden />
      <span className="min-w-0">
        {criterion.holds ? name : <b>{name}</b>}{' '}
        <span className="text-ink-3">
          <Held criterion={criterion} opportunity={opportunity} />
        </span>
        <span className="sr-only">{criterion.holds ? <Trans>is there</Trans> : <Trans>is missing</Trans>}</span>
      </span>
    </li>
  );
}

/** What is there, where the record itself has it. */
function Held({ criterion, opportunity }: { criterion: CriterionOutlook; opportunity: Opportunity }) {
  if (!criterion.holds) return null;
  if (criterion.code === 'amount') return opportunity.amount && money(opportunity.amount);
  if (criterion.code === 'decision_maker') return opportunity.decision_maker_name;
  if (criterion.code === 'expected_purchase_date' && opportunity.expected_purchase_on) {
    return <Day date={opportunity.expected_purchase_on} />;
  }
  return null;
}

function PastStage({ stage, stages }: Pick<Props, 'stage' | 'stages'>) {
  const nameOf = useNames();
  const name = label(stageLabels, stage);
  return (
    <Part query={stages} title={<Trans>In “{name}”</Trans>}>
      {({ items }) => {
        const stays = items.filter((stay) => stay.state === stage);
        if (stays.length === 0) {
          return (
            <Nothing>
              <Trans>It was never in this stage.</Trans>
            </Nothing>
          );
        }
        return (
          <ul className="flex flex-col gap-1">
            {stays.map((stay) => {
              const days = daysOf([stay]);
              return (
                <li key={stay.entered_at} className="flex flex-wrap gap-x-3">
                  <MyTime at={stay.entered_at} />
                  <span className="text-ink-3">
                    {stay.left_at ? (
                      <Trans>
                        until <MyTime at={stay.left_at} />
                      </Trans>
                    ) : (
                      <Trans>until now</Trans>
                    )}
                  </span>
                  <b>
                    <Plural value={days} one="# day" other="# days" />
                  </b>
                  {stay.moved_by_name && (
                    <span className="text-ink-3">{nameOf(stay.moved_by, stay.moved_by_name)}</span>
                  )}
                  {stay.reason && <span>{stay.reason}</span>}
                </li>
              );
            })}
          </ul>
        );
      }}
    </Part>
  );
}
