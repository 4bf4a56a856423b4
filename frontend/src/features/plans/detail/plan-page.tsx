import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { Ban, Check, ChevronRight, Lock, Pencil, PencilLine, Play, Plus, Send, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { type ItemState, type PlanDetail, type PlannedContact, isApiError } from '@/api';
import { useNames } from '@/shared/directory';
import { count } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { amendmentStateLabels, itemStateLabels, label, planKindLabels, planStateLabels } from '@/shared/labels';
import { useMay } from '@/shared/permissions';
import { AmendmentTable, LoadChart, LoadLegend, amendmentsQuery, itemsQuery, planQuery } from '@/shared/plans';
import { daysBetween } from '@/shared/time';
import { LineTable } from '@/shared/ui/lists/line-table';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Day, MyTime } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Note } from '@/shared/ui/feedback/note';
import { PanelHeader } from '@/shared/ui/layout/panel';
import { Segmented } from '@/shared/ui/actions/segmented';
import { SkeletonLines, SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import type { ItemAct } from '../items/item-dialogs';
import { ItemRow } from '../items/item-row';
import { STATE_TONES } from '../words';
import { type Gathered, gatheredFor, withChange, withoutItem } from './amend';
import { AmendBar } from './amend-bar';
import { CarePart } from './care-part';
import type { PlanMove } from './move-dialogs';

const AddDialog = lazyDialog(() => import('../items/add-dialog').then((module) => module.AddDialog));
const ItemDialog = lazyDialog(() => import('../items/item-dialogs').then((module) => module.ItemDialog));
const MovePlanDialog = lazyDialog(() => import('./move-dialogs').then((module) => module.MovePlanDialog));
const ChangeDialog = lazyDialog(() => import('./change-dialog').then((module) => module.ChangeDialog));
const EditPlanDialog = lazyDialog(() => import('../list/plan-dialog').then((module) => module.EditPlanDialog));

/** One plan: where it stands, whom it reaches, what was changed since its approval, and everybody's load. */
export function PlanPage({ id }: { id: string }) {
  const { t } = useLingui();
  const plan = useQuery(planQuery(id));
  if (plan.isPending) {
    return (
      <>
        <PanelHeader title="…" tab={t({ context: 'plan', message: 'Plan' })} />
        <SkeletonLines lines={10} />
      </>
    );
  }
  if (plan.isError) {
    return (
      <>
        <PanelHeader title={t({ context: 'plan', message: 'Plan' })} />
        {isApiError(plan.error) && plan.error.status === 404 ? (
          <Empty className="py-20" icon={Lock} title={<Trans>No such plan within your reach</Trans>} />
        ) : (
          <PartError
            title={<Trans>The plan was not loaded</Trans>}
            error={plan.error}
            onRetry={() => void plan.refetch()}
          />
        )}
      </>
    );
  }
  return <Loaded key={id} plan={plan.data.data} etag={plan.data.etag} />;
}

type Opened =
  | { kind: 'add' | 'edit' | 'gather-add' }
  | { kind: 'move'; move: PlanMove; name: string }
  | { kind: 'item'; act: ItemAct; item: PlannedContact }
  | { kind: 'gather'; item: PlannedContact };

function Loaded({ plan, etag }: { plan: PlanDetail; etag: string }) {
  const { t } = useLingui();
  const router = useRouter();
  const writes = useMay('plan:write');
  const items = useQuery(itemsQuery(plan.id));
  const [shown, setShown] = useState<ItemState | 'open' | 'all'>('open');
  const [opened, setOpened] = useState<Opened | null>(null);
  const [gathered, setGathered] = useState<Gathered[] | null>(null);
  const isApproved = plan.kind === 'revisit' && (plan.state === 'approved' || plan.state === 'active');
  const isClosed = ['completed', 'cancelled', 'submitted'].includes(plan.state);
  const adds = writes && !isClosed;
  const add = () => setOpened({ kind: gathered ? 'gather-add' : 'add' });
  useHotkeys([
    { keys: 'c', name: t`Plan a contact`, group: 'record', run: add, isOn: adds },
    { keys: 'u', name: t`All plans`, group: 'record', run: () => void router.navigate({ to: '/plans/list' }) },
  ]);
  const all = items.data ?? [];
  const rows = all.filter((item) =>
    shown === 'all'
      ? true
      : shown === 'open'
        ? item.state === 'planned' || item.state === 'pending_approval'
        : item.state === shown,
  );
  const act = (item: PlannedContact) => (which: ItemAct) => {
    if (gathered === null) return setOpened({ kind: 'item', act: which, item });
    if (which === 'cancel') {
      return setGathered(
        withChange(gathered, { change: { change: 'remove', item_id: item.id }, name: item.customer_name }),
      );
    }
    setOpened({ kind: 'gather', item });
  };
  const close = () => setOpened(null);
  const { progress } = plan;
  const owner = useNames()(plan.owner_id) || plan.owner_name;
  const open = progress.planned + progress.pending_approval;
  return (
    <>
      <PanelHeader
        tab={plan.name}
        title={
          <nav aria-label={t`Where this is`} className="flex items-center gap-1.5">
            <Link to="/plans/list" className="font-normal no-underline hover:underline">
              <Trans>All plans</Trans>
            </Link>
            <ChevronRight className="icon-xs text-ink-3" aria-hidden />
            <span className="truncate">{plan.name}</span>
          </nav>
        }
        actions={<Moves plan={plan} onMove={(move, name) => setOpened({ kind: 'move', move, name })} />}
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too */}
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-auto px-5 py-4" tabIndex={0}>
        <header>
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="text-xl font-strong">{plan.name}</h2>
            <Badge tone={STATE_TONES[plan.state]}>{label(planStateLabels, plan.state)}</Badge>
            <Badge>{label(planKindLabels, plan.kind)}</Badge>
            {writes && !['completed', 'cancelled'].includes(plan.state) && (
              <IconButton
                icon={Pencil}
                size="sm"
                label={t`Change its name`}
                onPress={() => setOpened({ kind: 'edit' })}
              />
            )}
          </div>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-ink-2">
            <span className="flex items-center gap-1.5">
              <Avatar name={owner} />
              {owner}
            </span>
            {progress.first_due_on && progress.last_due_on && (
              <span>
                <Day date={progress.first_due_on} /> – <Day date={progress.last_due_on} />
              </span>
            )}
            <span>
              <Plural value={open} one="# open" other="# open" />
            </span>
            <span>
              <Trans>{count(progress.done)} done</Trans>
            </span>
            {progress.missed > 0 && (
              <span className="text-bad-ink">
                <Trans>{count(progress.missed)} missed</Trans>
              </span>
            )}
          </p>
          {plan.purpose && <p className="mt-1">{plan.purpose}</p>}
        </header>
        <Words plan={plan} />
        {plan.kind === 'care' && (
          <CarePart plan={plan} etag={etag} writes={writes && !['completed', 'cancelled'].includes(plan.state)} />
        )}
        <section>
          <header className="mb-2 flex flex-wrap items-center gap-2">
            <h3 className="text-sm font-strong">
              <Trans context="plan">Contacts</Trans>
            </h3>
            <Segmented
              label={t`Which contacts`}
              value={shown}
              onChange={setShown}
              choices={[
                { id: 'open', name: t({ context: 'plan', message: 'Open' }), count: count(open) },
                { id: 'done', name: label(itemStateLabels, 'done'), count: count(progress.done) },
                { id: 'missed', name: label(itemStateLabels, 'missed'), count: count(progress.missed) },
                { id: 'all', name: t({ context: 'plan', message: 'All' }) },
              ]}
            />
            <span className="ml-auto flex gap-2">
              {isApproved && writes && gathered === null && (
                <Button icon={PencilLine} onPress={() => setGathered([])}>
                  <Trans>Change several at once</Trans>
                </Button>
              )}
              {adds && (
                <Button icon={Plus} keys="c" onPress={add}>
                  <Trans>Plan a contact</Trans>
                </Button>
              )}
            </span>
          </header>
          {items.isPending && <SkeletonRows rows={6} />}
          {items.isError && (
            <PartError
              title={<Trans>The contacts were not loaded</Trans>}
              error={items.error}
              onRetry={() => void items.refetch()}
            />
          )}
          {items.isSuccess && <ItemsTable rows={rows} gathered={gathered ?? []} act={act} />}
        </section>
        <Amendments plan={plan} items={all} />
        <Load plan={plan} items={all} />
      </div>
      {gathered !== null && (
        <AmendBar
          plan={plan.id}
          gathered={gathered}
          onDrop={(gone) =>
            setGathered(
              gone.change.change === 'add'
                ? gathered.filter((each) => each !== gone)
                : withoutItem(gathered, gone.change.item_id),
            )
          }
          onEnd={() => setGathered(null)}
        />
      )}
      <>
        {opened?.kind === 'add' && (
          <AddDialog planId={plan.id} owner={plan.owner_id} needsReason={isApproved} onClose={close} />
        )}
        {opened?.kind === 'edit' && <EditPlanDialog plan={plan} etag={etag} onClose={close} />}
        {opened?.kind === 'move' && (
          <MovePlanDialog plan={plan} etag={etag} move={opened.move} name={opened.name} onClose={close} />
        )}
        {opened?.kind === 'item' && <ItemDialog act={opened.act} item={opened.item} onClose={close} />}
        {(opened?.kind === 'gather' || opened?.kind === 'gather-add') && (
          <ChangeDialog
            item={opened.kind === 'gather' ? opened.item : null}
            onGather={(next) => setGathered(withChange(gathered ?? [], next))}
            onClose={close}
          />
        )}
      </>
    </>
  );
}

/** The steps that this plan may take now, the one that leads on as the loud one. */
function Moves({ plan, onMove }: { plan: PlanDetail; onMove: (move: PlanMove, name: string) => void }) {
  const { t } = useLingui();
  const moves = [
    { move: 'cancel', name: t`Cancel the plan`, icon: Ban },
    { move: 'complete', name: t`Close the plan`, icon: Check },
    { move: 'revise', name: t`Work on it again`, icon: Undo2 },
    { move: 'return', name: t({ context: 'plan', message: 'Return' }), icon: Undo2 },
    { move: 'activate', name: t`Run the plan`, icon: Play },
    { move: 'submit', name: t`Submit for approval`, icon: Send },
    { move: 'approve', name: t({ context: 'plan', message: 'Approve' }), icon: Check },
  ] as const;
  const possible = moves.filter(({ move }) => plan.allowed_moves.includes(move));
  const last = possible.at(-1);
  return possible.map(({ move, name, icon }) => (
    <Button
      key={move}
      icon={icon}
      variant={move === last?.move && move !== 'cancel' ? 'primary' : 'default'}
      className={move === 'cancel' ? 'max-tablet:hidden' : ''}
      onPress={() => onMove(move, name)}
    >
      {name}
    </Button>
  ));
}

/** What was said with its steps: why it was urgent, went back or was given up. */
function Words({ plan }: { plan: PlanDetail }) {
  const nameOf = useNames();
  return (
    <>
      {plan.state === 'returned' && plan.decision_reason && (
        <Note tone="warn" icon={Undo2}>
          <Trans>
            {nameOf(plan.decided_by)} returned it: {plan.decision_reason}
          </Trans>
        </Note>
      )}
      {plan.submitted_late && plan.urgent_reason && (
        <Note tone="hold">
          <Trans>Submitted as urgent: {plan.urgent_reason}</Trans>
        </Note>
      )}
      {plan.cancel_reason && (
        <Note icon={Ban}>
          <Trans>Given up: {plan.cancel_reason}</Trans>
        </Note>
      )}
    </>
  );
}

interface TableProps {
  rows: readonly PlannedContact[];
  gathered: readonly Gathered[];
  act: (item: PlannedContact) => (which: ItemAct) => void;
}

function ItemsTable({ rows, gathered, act }: TableProps) {
  const { t } = useLingui();
  if (rows.length === 0) {
    return (
      <p className="text-ink-3">
        <Trans>No contact here.</Trans>
      </p>
    );
  }
  const heads = [
    t({ context: 'plan', message: 'Customer' }),
    t({ context: 'plan', message: 'How' }),
    t`When, at the customer`,
    t({ context: 'plan', message: 'Who' }),
    t({ context: 'plan', message: 'Aim' }),
    t`Where it stands`,
  ];
  return (
    <LineTable label={t`Contacts of the plan`} className="rounded-card border border-line">
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
          <th className="border-b border-line bg-surface-2" aria-label={t`What to do`} />
        </tr>
      </thead>
      <tbody>
        {rows.map((item) => (
          <ItemRow key={item.id} item={item} change={gatheredFor(gathered, item.id)} onAct={act(item)} />
        ))}
      </tbody>
    </LineTable>
  );
}

function Amendments({ plan, items }: { plan: PlanDetail; items: readonly PlannedContact[] }) {
  const nameOf = useNames();
  const query = useQuery({ ...amendmentsQuery(plan.id), enabled: plan.kind === 'revisit' });
  const all = query.data ?? [];
  if (query.isError)
    return (
      <PartError
        title={<Trans>The changes since it was approved were not loaded</Trans>}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  if (all.length === 0) return null;
  return (
    <section className="flex flex-col gap-3">
      <h3 className="text-sm font-strong">
        <Trans>Changes since it was approved</Trans>
      </h3>
      {all.map((amendment) => (
        <div key={amendment.id}>
          <p className="mb-1 flex flex-wrap items-center gap-2">
            <Badge tone={amendment.state === 'pending' ? 'hold' : amendment.state === 'returned' ? 'warn' : 'ok'}>
              {label(amendmentStateLabels, amendment.state)}
            </Badge>
            <span>{amendment.reason}</span>
            <span className="ml-auto text-xs text-ink-3">
              {nameOf(amendment.proposed_by)} · <MyTime at={amendment.created_at} />
            </span>
          </p>
          <AmendmentTable amendment={amendment} items={items} />
          {amendment.decision_reason && (
            <p className="mt-1 text-ink-2">
              {nameOf(amendment.decided_by)}: {amendment.decision_reason}
            </p>
          )}
        </div>
      ))}
    </section>
  );
}

function Load({ plan, items }: { plan: PlanDetail; items: readonly PlannedContact[] }) {
  const from = plan.progress.first_due_on;
  const last = plan.progress.last_due_on;
  const people = [...new Set(items.map((item) => item.assignee_id))].toSorted();
  if (from === null || last === null || people.length === 0) return null;
  return (
    <section>
      <header className="mb-1.5 flex items-center gap-2">
        <h3 className="text-sm font-strong">
          <Trans>Load of these people, over all plans</Trans>
        </h3>
        <span className="ml-auto">
          <LoadLegend />
        </span>
      </header>
      <LoadChart from={from} to={daysBetween(from, last) > 60 ? from : last} people={people} />
    </section>
  );
}
