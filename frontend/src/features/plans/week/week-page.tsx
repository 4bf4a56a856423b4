import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, ListChecks, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { PlannedContact } from '@/api';
import type { WeekChoice } from '@/shared/addresses/plans';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay, useMe } from '@/shared/permissions';
import { PersonPicker } from '@/shared/pickers';
import { loadQuery } from '@/shared/plans';
import { useNames } from '@/shared/directory';
import { usePreferences } from '@/shared/preferences';
import { addDays, cityOf, dateText, dayIn, offsetMinutes, useMinute } from '@/shared/time';
import { Button, LinkButton } from '@/shared/ui/actions/button';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Columns, PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { Segmented } from '@/shared/ui/actions/segmented';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { usualHoursQuery } from '@/shared/plans/usual-hours';
import { LineError, PartError } from '@/shared/ui/feedback/states';
import { useWidth } from '@/shared/ui/use-width';
import type { ItemAct } from '../items/item-dialogs';
import { callableQuery, weekQuery } from '../queries';
import { type Target, mondayOf, momentOf, shifted, weekNumber } from './grid';
import { Inspector } from './inspector';
import { OwedColumn } from './owed-column';
import { PhoneWeek } from './phone-week';
import { WeekGrid } from './week-grid';

const AddDialog = lazyDialog(() => import('../items/add-dialog').then((module) => module.AddDialog));
const ItemDialog = lazyDialog(() => import('../items/item-dialogs').then((module) => module.ItemDialog));

interface Props {
  choice: WeekChoice;
  onChoice: (choice: WeekChoice, replaces?: boolean) => void;
}

type Opened =
  | { kind: 'add'; customer?: { id: string; name: string }; when?: Target }
  | { kind: 'act'; act: ItemAct; item: PlannedContact; to: Target | null };

const MOST_ZONES = 5;

/** The clocks of the week's customers, those of most contacts first; my own when there is none. */
function zonesOf(items: readonly PlannedContact[], mine: string, day: string): string[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item.zone, (counts.get(item.zone) ?? 0) + 1);
  const all = [...counts].toSorted((a, b) => b[1] - a[1]).map(([zone]) => zone);
  // Clocks that stand alike are one choice: that of the zone with most contacts.
  const ahead = all.map((zone) => offsetMinutes(`${day}T12:00:00Z`, zone));
  const found = all.filter((_, index) => ahead.indexOf(ahead[index]!) === index);
  return found.length > 0 ? found.slice(0, MOST_ZONES) : [mine];
}

/** Somebody's week: what is planned, on the customers' clocks; moved by drag or by arrows, with the reason. */
export function WeekPage({ choice, onChoice }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const router = useRouter();
  const nameOf = useNames();
  const { zone: mine } = usePreferences();
  const now = useMinute();
  const isPhone = useWidth('(max-width: 767px)');
  const writes = useMay('plan:write');
  const seesOthers = useMay('plan:read', 'team');
  const monday = mondayOf(choice.week ?? dayIn(now, mine));
  const sunday = addDays(monday, 6);
  const who = choice.who ?? me.id;
  const week = useQuery(weekQuery(who, monday, sunday));
  const loaded = useQuery(loadQuery(monday, sunday, [who]));
  const load = loaded.data;
  const usual = useQuery(usualHoursQuery); // the grid's own
  const items = useMemo(() => week.data ?? [], [week.data]);
  const zones = zonesOf(items, mine, monday);
  const zone = choice.zone !== undefined && zones.includes(choice.zone) ? choice.zone : (zones[0] ?? mine);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [step, setStep] = useState<{ id: string; to: Target } | null>(null);
  const open = items.find((item) => item.id === choice.item) ?? null;
  const to = open && step?.id === open.id ? step.to : null;
  // Only calls must keep to the customer's hours.
  const callable = useQuery({
    ...callableQuery(open?.customer_id ?? '', open?.contact_id ?? null, monday),
    enabled: open?.method === 'phone',
  }).data;
  const shownHours = open?.method === 'phone' ? callable : undefined;
  const isFree = (item: PlannedContact) =>
    item.allowed_moves.includes('reschedule') || (writes && item.state === 'planned' && item.plan_state === 'draft');

  const turn = (weeks: number) => {
    const { item: _gone, ...rest } = choice;
    onChoice({ ...rest, week: addDays(monday, weeks * 7) });
  };
  const act = (which: ItemAct) => {
    if (open) setOpened({ kind: 'act', act: which, item: open, to });
  };
  const show = (item: PlannedContact) => {
    // Pressed again where it was stepped to: it is moved there.
    if (item.id === open?.id && to !== null) return act('reschedule');
    setStep(null);
    onChoice({ ...choice, item: item.id }, true);
  };
  const close = () => {
    setStep(null);
    const { item: _gone, ...rest } = choice;
    onChoice(rest, true);
  };
  const shift = (minutes: number, days: number) => {
    if (!open || !isFree(open)) return;
    const from = to ?? { on: open.due_on, at: open.due_at };
    setStep({ id: open.id, to: shifted(from, open.zone, minutes, days) });
  };
  const order = useMemo(
    () => items.toSorted((a, b) => a.due_on.localeCompare(b.due_on) || a.due_from.localeCompare(b.due_from)),
    [items],
  );
  const along = (by: 1 | -1) => {
    const at = open ? order.indexOf(open) : by > 0 ? -1 : order.length;
    const next = order[at + by];
    if (next) show(next);
  };
  const isOn = open !== null && isFree(open);
  useHotkeys([
    { keys: 'j', name: t`Next contact`, group: 'planner', run: () => along(1) },
    { keys: 'k', name: t`Contact before`, group: 'planner', run: () => along(-1) },
    { keys: 'arrowup', name: t`15 minutes earlier`, group: 'planner', run: () => shift(-15, 0), isOn },
    { keys: 'arrowdown', name: t`15 minutes later`, group: 'planner', run: () => shift(15, 0), isOn },
    { keys: 'arrowleft', name: t`A day earlier`, group: 'planner', run: () => shift(0, -1), isOn },
    { keys: 'arrowright', name: t`A day later`, group: 'planner', run: () => shift(0, 1), isOn },
    { keys: 'm', name: t`Move it`, group: 'planner', run: () => act('reschedule'), isOn },
    {
      keys: 'escape',
      name: t`Leave it where it is`,
      group: 'planner',
      run: to ? () => setStep(null) : close,
      isOn: open !== null,
    },
    { keys: '[', name: t`Week before`, group: 'planner', run: () => turn(-1) },
    { keys: ']', name: t`Next week`, group: 'planner', run: () => turn(1) },
    { keys: 'c', name: t`Plan a contact`, group: 'planner', run: () => setOpened({ kind: 'add' }), isOn: writes },
    { keys: 'v l', name: t`All plans`, group: 'planner', run: () => void router.navigate({ to: '/plans/list' }) },
  ]);
  const days = new Map((load?.days ?? []).map((day) => [day.due_on, day]));
  const { year, week: number } = weekNumber(monday);
  const dropItem = (id: string, day: string, minute: number) => {
    const item = items.find((each) => each.id === id);
    if (!item || !isFree(item)) return;
    const target = { on: day, at: momentOf(day, minute, item.zone) };
    onChoice({ ...choice, item: id }, true);
    setStep({ id, to: target });
    setOpened({ kind: 'act', act: 'reschedule', item, to: target });
  };
  const done = items.filter((item) => item.state === 'done').length;
  const turning = (
    <span className="flex items-center gap-2 text-ink">
      <IconButton icon={ChevronLeft} label={t`Week before`} keys="[" onPress={() => turn(-1)} />
      <Button
        onPress={() => {
          const { week: _gone, ...rest } = choice;
          onChoice(rest);
        }}
      >
        <Trans>This week</Trans>
      </Button>
      <IconButton icon={ChevronRight} label={t`Next week`} keys="]" onPress={() => turn(1)} />
      <b className="whitespace-nowrap">
        <Trans>
          Week {number}, {year}
        </Trans>
      </b>
      <span className="date whitespace-nowrap text-ink-2">
        {dateText(monday, now, mine)} – {dateText(sunday, now, mine)}
      </span>
    </span>
  );
  return (
    <>
      <PanelHeader
        title={t`Plans`}
        note={!isPhone && turning}
        actions={
          <>
            {seesOthers && (
              <PersonPicker
                className="w-44 max-tablet:hidden"
                label={<span className="sr-only">{t`Whose week`}</span>}
                value={{ id: who, name: who === me.id ? t`My week` : nameOf(who) }}
                onChange={(person) => {
                  const { who: _gone, item: _open, ...rest } = choice;
                  onChoice(person && person.id !== me.id ? { ...rest, who: person.id } : rest);
                }}
              />
            )}
            <LinkButton icon={ListChecks} to="/plans/list">
              <Trans>All plans</Trans>
            </LinkButton>
            {writes && (
              <Button variant="primary" icon={Plus} keys="c" onPress={() => setOpened({ kind: 'add' })}>
                <Trans>Plan a contact</Trans>
              </Button>
            )}
          </>
        }
      />
      <Strip className="overflow-x-auto" wraps={isPhone}>
        {isPhone ? turning : <Legend />}
        <span className="ml-auto flex items-center gap-2 whitespace-nowrap text-xs text-ink-3">
          <Plural value={items.length} one="# contact" other="# contacts" /> · <Trans>{done} done</Trans>
          {!isPhone && (
            <Segmented
              label={t`My time beside that of`}
              value={zone}
              onChange={(next) => onChoice({ ...choice, zone: next }, true)}
              choices={zones.map((id) => ({ id, name: `${cityOf(id)} ${difference(id, mine, monday)}` }))}
            />
          )}
        </span>
      </Strip>
      {week.isPending && <SkeletonRows rows={12} />}
      {week.isError && (
        <PartError
          title={<Trans>The week was not loaded</Trans>}
          error={week.error}
          onRetry={() => void week.refetch()}
        />
      )}
      <LineError query={loaded} className="px-4 py-1">
        <Trans>How full the days are was not loaded</Trans>
      </LineError>
      <LineError query={usual} className="px-4 py-1">
        <Trans>The calling hours were not loaded</Trans>
      </LineError>
      {week.isSuccess && (
        <Columns>
          {isPhone ? (
            open ? (
              <Inspector
                item={open}
                callable={shownHours}
                to={to}
                onStep={(target) => setStep({ id: open.id, to: target })}
                onAct={act}
                onClose={close}
              />
            ) : (
              <PhoneWeek items={order} onOpen={show} />
            )
          ) : (
            <>
              <OwedColumn
                owner={who}
                untimed={items.filter((item) => item.due_at === null && item.state === 'planned')}
                onPlan={(customer) => setOpened({ kind: 'add', customer })}
                onOpen={show}
              />
              <WeekGrid
                monday={monday}
                items={items}
                load={days}
                cap={load?.daily_call_cap ?? null}
                zone={zone}
                openId={open?.id ?? null}
                callable={shownHours}
                to={to}
                onOpen={show}
                onDropItem={dropItem}
                onDropCustomer={(id, name, day, minute) =>
                  setOpened({ kind: 'add', customer: { id, name }, when: { on: day, at: momentOf(day, minute, zone) } })
                }
              />
              {open && (
                <Inspector
                  item={open}
                  callable={shownHours}
                  to={to}
                  onStep={(target) => setStep({ id: open.id, to: target })}
                  onAct={act}
                  onClose={close}
                />
              )}
            </>
          )}
        </Columns>
      )}
      <>
        {opened?.kind === 'add' && (
          <AddDialog
            planId={null}
            owner={who}
            {...(opened.customer && { customer: opened.customer })}
            {...(opened.when && { when: opened.when })}
            onClose={() => setOpened(null)}
          />
        )}
        {opened?.kind === 'act' && (
          <ItemDialog
            act={opened.act}
            item={opened.item}
            {...(opened.to && { to: opened.to })}
            onClose={() => {
              setOpened(null);
              setStep(null);
            }}
          />
        )}
      </>
    </>
  );
}

/** What the grid's grounds and edges mean. */
function Legend() {
  const key = 'h-3.5 w-5 rounded-[3px] border';
  return (
    <span className="flex items-center gap-4 text-xs whitespace-nowrap text-ink-3 max-laptop:hidden">
      <span className="flex items-center gap-1.5">
        <span className={`${key} border-line-2 bg-surface`} />
        <Trans>callable there</Trans>
      </span>
      <span className="flex items-center gap-1.5">
        <span className={`${key} border-line-2 bg-surface-3`} />
        <Trans>not callable there</Trans>
      </span>
      <span className="flex items-center gap-1.5">
        <span className={`${key} border-dashed border-ink-3`} />
        <Trans>waits for approval</Trans>
      </span>
    </span>
  );
}

/** How many hours my clock is ahead of theirs: `+7`. */
function difference(zone: string, mine: string, day: string): string {
  const at = `${day}T12:00:00Z`;
  const hours = (offsetMinutes(at, mine) - offsetMinutes(at, zone)) / 60;
  return hours === 0 ? '±0' : `${hours > 0 ? '+' : '−'}${Math.abs(hours)}`;
}
