import type { DeskChoice, View } from '@/shared/addresses/complaints';
import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { ChartBarDecreasing, CircleCheckBig, ClipboardCheck, Plus } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { count, percent, title } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { dayIn, useMinute } from '@/shared/time';
import { Button, LinkButton } from '@/shared/ui/actions/button';
import { FilterChip } from '@/shared/ui/actions/chip';
import { Segmented } from '@/shared/ui/actions/segmented';
import { cx } from '@/shared/ui/cx';
import { Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { useWidth } from '@/shared/ui/use-width';
import { handlingQuery, repeatsQuery } from '../analysis/queries';
import { countsQuery, departmentsQuery, deskQuery } from '../queries';
import { DeskFilter } from './desk-filter';
import { DeskRow } from './desk-row';
import { GroupHead } from './group-head';
import { grouped } from './groups';

interface Props {
  choice: DeskChoice;
  /** The complaint that is open beside the list. */
  openId: string | null;
  onChoice: (choice: DeskChoice) => void;
  onOpen: (id: string, replaces: boolean) => void;
  /** The open complaint, or what stands in its place. */
  children: ReactNode;
}

/** The complaint desk: what breaches first stands first, the open one beside it. */
export function ComplaintDesk({ choice, openId, onChoice, onOpen, children }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const router = useRouter();
  const registers = useMay('complaint:write');
  const asker = { id: me.id, department_id: me.department_id };
  const list = useInfiniteQuery(deskQuery(choice, asker));
  const counts = useQuery(countsQuery(asker));
  const departments = useQuery(departmentsQuery);
  const nameOf = (id: string | null) => {
    const department = id === null ? undefined : departments.data?.get(id);
    return department ? title(department) : null;
  };
  const rows = useMemo(() => list.data?.rows ?? [], [list.data]);
  const groups = useMemo(() => grouped(rows), [rows]);
  const order = useMemo(() => groups.flatMap(({ lines }) => lines.map((line) => line.id)), [groups]);
  // Opening takes a moment, and so does the list: what is pressed meanwhile counts from where the reader will be.
  const asked = useRef(openId);
  const ahead = useRef(0);
  useEffect(() => {
    asked.current = openId;
  }, [openId]);
  const goTo = (id: string, replaces: boolean) => {
    asked.current = id;
    onOpen(id, replaces);
  };
  const step = (by: 1 | -1) => {
    if (!list.isSuccess) ahead.current += by;
    const at = asked.current === null ? -1 : order.indexOf(asked.current);
    const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
    if (next) goTo(next, true);
  };
  const register = () => void router.navigate({ to: '/complaints/new' });
  useHotkeys([
    { keys: 'j, arrowdown', name: t`Next complaint`, group: 'list', run: () => step(1) },
    { keys: 'k, arrowup', name: t`Complaint before`, group: 'list', run: () => step(-1) },
    { keys: 'c', name: t`Register a complaint`, group: 'list', run: register, isOn: registers },
    {
      keys: 'v a',
      name: t`Root causes and figures`,
      group: 'list',
      run: () => void router.navigate({ to: '/complaints/analysis' }),
    },
  ]);

  const first = order[0];
  const isWide = useWidth('(min-width: 768px)');
  useEffect(() => {
    const begin = order[Math.max(0, Math.min(order.length - 1, ahead.current))];
    ahead.current = 0;
    if (openId === null && begin !== undefined && isWide) goTo(begin, true);
    // Opens the first one when the desk is entered, or has room now; later choices are the reader's own.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [first, openId, isWide]);

  const current = useRef<HTMLLIElement>(null);
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [openId]);
  const views: { id: View; name: string; count?: string }[] = [
    { id: 'open', name: t`Not archived`, ...(counts.data && { count: count(counts.data.open) }) },
    { id: 'mine', name: t`Mine`, ...(counts.data && { count: count(counts.data.mine) }) },
    ...(me.department_id === null
      ? []
      : [
          {
            id: 'department' as const,
            name: t`My department`,
            ...(counts.data && { count: count(counts.data.department) }),
          },
        ]),
    { id: 'archived', name: t`Archive` },
  ];
  const isFigure = choice.figure !== undefined;
  return (
    <>
      <PanelHeader
        title={t`Complaints`}
        actions={
          <>
            <Month />
            <LinkButton icon={ClipboardCheck} to="/complaints/preventive" className="max-desk:hidden">
              <Trans>Prevention</Trans>
            </LinkButton>
            <LinkButton icon={ChartBarDecreasing} to="/complaints/analysis">
              <span className="max-tablet:sr-only">
                <Trans>Root causes</Trans>
              </span>
            </LinkButton>
            {!isFigure && <DeskFilter choice={choice} onChoice={onChoice} />}
            {registers && (
              <Button variant="primary" icon={Plus} keys="c" onPress={register}>
                <Trans>Register a complaint</Trans>
              </Button>
            )}
          </>
        }
      />
      <Columns>
        <section
          aria-label={t`Complaints by time to breach`}
          className={cx(
            'flex min-h-0 w-117.5 flex-none flex-col max-wide:w-100 max-desk:w-90 max-tablet:w-full',
            openId !== null && 'max-tablet:hidden',
          )}
        >
          <header className="flex h-10 flex-none items-center gap-2 overflow-x-auto border-b border-line px-4 [scrollbar-width:none]">
            {isFigure ? (
              <FilterChip
                field={t`Figure of the analysis`}
                operator=""
                value={list.data?.total === null || !list.data ? '' : count(list.data.total)}
                onRemove={() => onChoice({ view: 'open' })}
              />
            ) : (
              <Segmented<View>
                label={t({ context: 'complaints', message: 'Which ones' })}
                choices={views}
                value={choice.view}
                onChange={(view) => onChoice({ ...choice, view })}
              />
            )}
          </header>
          <div className="min-h-0 flex-1 overflow-auto">
            {list.isPending && <SkeletonRows rows={12} />}
            {list.isError && (
              <PartError
                title={<Trans>The complaints were not loaded</Trans>}
                error={list.error}
                onRetry={() => void list.refetch()}
              />
            )}
            {list.isSuccess && rows.length === 0 && (
              <Empty className="py-14" icon={CircleCheckBig} title={<Trans>No complaint here</Trans>}>
                {choice.view === 'open' ? (
                  <Trans>What customers complain about in a call, by mail or directly stands here at once.</Trans>
                ) : (
                  <Trans>“Not archived” shows all that you see.</Trans>
                )}
              </Empty>
            )}
            {groups.map(({ group, lines }) => (
              <section key={group}>
                <GroupHead group={group} number={lines.length} />
                <ul>
                  {lines.map((line) => (
                    <DeskRow
                      key={line.id}
                      line={line}
                      isCurrent={line.id === openId}
                      isMine={line.responsible_id === me.id || line.first_responder_id === me.id}
                      departmentName={nameOf(line.department_id)}
                      rowRef={line.id === openId ? current : undefined}
                      onOpen={() => goTo(line.id, false)}
                    />
                  ))}
                </ul>
              </section>
            ))}
            {list.hasNextPage && (
              <p className="p-3 text-center">
                <Button size="sm" isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                  <Trans>Load more</Trans>
                </Button>
              </p>
            )}
          </div>
        </section>
        <div className={cx('flex min-h-0 min-w-0 flex-1 flex-col', openId === null && 'max-tablet:hidden')}>
          {children}
        </div>
      </Columns>
    </>
  );
}

/** How the month goes; each figure opens its complaints. */
function Month() {
  const { zone } = usePreferences();
  const from = `${dayIn(useMinute(), zone).slice(0, 7)}-01`;
  const handling = useQuery(handlingQuery({ from }));
  const repeats = useQuery(repeatsQuery({ from }));
  if (!handling.data || !repeats.data) return null;
  return (
    <span className="flex gap-4 text-xs text-ink-3 max-wide:hidden">
      <span>
        <Trans>
          this month <b className="text-ink">{count(handling.data.all.count)}</b>
        </Trans>
      </span>
      {handling.data.rate !== null && (
        <span>
          <Trans>
            solved in time <b className="text-ink">{percent(Number(handling.data.rate), 1)}</b>
          </Trans>
        </span>
      )}
      {repeats.data.rate !== null && (
        <span>
          <Trans>
            repeats <b className="text-ink">{percent(Number(repeats.data.rate), 1)}</b>
          </Trans>
        </span>
      )}
    </span>
  );
}
