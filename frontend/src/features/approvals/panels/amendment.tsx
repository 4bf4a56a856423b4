import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { useState } from 'react';
import { type Amendment, type PlanDetail, api, once, unwrap } from '@/api';
import { count } from '@/shared/format';
import { AmendmentTable, amendmentsQuery, itemsQuery, planQuery } from '@/shared/plans';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { Decision, Part, Said } from '../decision';
import { fact } from '../kinds';
import { Loaded } from './loaded';
import { type PanelProps, moving } from './panel';
import { ItemsTable, LoadAndChecks, PlanHead } from './plan';

/** A change of an approved plan: only what differs, and the load once it is approved (RV-5). */
export function AmendmentPanel({ alert, onDecided }: PanelProps) {
  const plan = useQuery(planQuery(alert.subject_id));
  const amendments = useQuery(amendmentsQuery(alert.subject_id));
  const id = fact(alert, 'amendment_id');
  return (
    <Loaded query={plan}>
      {({ data }) => (
        <Loaded query={amendments}>
          {(all) => {
            const amendment = all.find((each) => each.id === id);
            return amendment ? <Amended plan={data} amendment={amendment} onDecided={onDecided} /> : null;
          }}
        </Loaded>
      )}
    </Loaded>
  );
}

function Amended({ plan, amendment, onDecided }: { plan: PlanDetail; amendment: Amendment; onDecided: () => void }) {
  const { t } = useLingui();
  const [shown, setShown] = useState<'changes' | 'all'>('changes');
  const items = useQuery(itemsQuery(plan.id));
  const open = (items.data ?? []).filter((item) => item.state === 'planned' || item.state === 'pending_approval');
  const touched = new Set(amendment.changes.map((change) => change.item_id));
  const rest = open.filter((item) => !touched.has(item.id));
  const size = amendment.changes.length;
  const [returned, setReturned] = useState<ReadonlySet<string> | null>(null);
  const waiting = amendment.changes.filter((change) => change.material.length > 0);
  const turn = (itemId: string) =>
    setReturned((old) => {
      const turned = new Set(old);
      if (!turned.delete(itemId)) turned.add(itemId);
      return turned;
    });
  const back = returned?.size ?? 0;
  const params = (key: string) => ({
    path: { plan_id: plan.id, amendment_id: amendment.id },
    header: moving(amendment.version, key),
  });
  const approve = (note: string) => {
    const body = { reason: note || null, ...(returned && back > 0 && { returned_item_ids: [...returned] }) };
    return once(`amendment:${amendment.id}:approve`, body, (key) =>
      unwrap(
        api.POST('/v1/contact-plans/{plan_id}/amendments/{amendment_id}/moves/approve', { body, params: params(key) }),
      ),
    );
  };
  const giveBack = (note: string) =>
    once(`amendment:${amendment.id}:return`, note, (key) =>
      unwrap(
        api.POST('/v1/contact-plans/{plan_id}/amendments/{amendment_id}/moves/return', {
          body: { reason: note },
          params: params(key),
        }),
      ),
    );
  return (
    <Decision
      id={amendment.id}
      onDecided={onDecided}
      head={
        <PlanHead
          plan={plan}
          badges={
            amendment.state === 'pending' && (
              <Badge tone="warn" icon={Hourglass}>
                <Trans>Change to approve</Trans>
              </Badge>
            )
          }
        />
      }
      approve={
        amendment.allowed_moves.includes('approve') && back < waiting.length
          ? {
              name:
                back > 0 ? t`Approve ${count(size - back)}, return ${count(back)}` : t`Approve ${count(size)} changes`,
              done: t`The changes of ${plan.name} are approved`,
              needsNote: back > 0,
              send: approve,
            }
          : null
      }
      otherwise={
        amendment.allowed_moves.includes('approve') &&
        waiting.length > 1 && (
          <Button size="lg" onPress={() => setReturned(returned === null ? new Set() : null)}>
            {returned === null ? <Trans>Decide each</Trans> : <Trans>Decide all together</Trans>}
          </Button>
        )
      }
      notePlaceholder={back > 0 ? t`Why some are returned` : undefined}
      refuse={
        amendment.allowed_moves.includes('return')
          ? { name: t`Return`, done: t`The changes of ${plan.name} went back`, needsNote: true, send: giveBack }
          : null
      }
    >
      <Said>{amendment.reason}</Said>
      <Part
        title={
          <span className="flex items-center gap-2">
            <Trans>What changes</Trans>
            <Segmented
              label={t`What is shown`}
              value={shown}
              onChange={setShown}
              choices={[
                { id: 'changes', name: t`Changes only`, count: count(size) },
                { id: 'all', name: t`All`, count: count(rest.length + size) },
              ]}
            />
          </span>
        }
      >
        {items.isPending ? (
          <SkeletonLines lines={4} />
        ) : (
          <>
            <AmendmentTable
              amendment={amendment}
              items={items.data ?? []}
              decision={returned === null ? undefined : { returned, onTurn: turn }}
              footer={
                shown === 'changes' && rest.length > 0 ? (
                  <Plural value={rest.length} one="The other one is unchanged" other="The other # are unchanged" />
                ) : undefined
              }
            />
            {shown === 'all' && rest.length > 0 && (
              <div className="mt-3">
                <ItemsTable items={rest} />
              </div>
            )}
          </>
        )}
      </Part>
      <LoadAndChecks plan={plan} items={open.filter((item) => touched.has(item.id))} amendment={amendment} />
    </Decision>
  );
}
