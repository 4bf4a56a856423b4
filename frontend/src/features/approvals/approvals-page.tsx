import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ArrowLeft, Filter, Stamp } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ApprovalChoice, ApprovalView } from '@/shared/addresses/approvals';
import { count } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { i18n } from '@/shared/i18n';
import { useMe } from '@/shared/permissions';
import { span, spanText, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { FilterChip } from '@/shared/ui/actions/chip';
import { cx } from '@/shared/ui/cx';
import { Kbd } from '@/shared/ui/actions/kbd';
import { Menu } from '@/shared/ui/actions/menu';
import { Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { Segmented } from '@/shared/ui/actions/segmented';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { useWidth } from '@/shared/ui/use-width';
import { ApprovalRow } from './approval-row';
import { AskedList } from './asked-list';
import { KINDS, type Waiting, isInbox } from './kinds';
import { PANELS } from './panels';
import type { PanelProps } from './panels/panel';
import { INBOX, decidedQuery, waitingQuery } from './queries';

interface Props {
  choice: ApprovalChoice;
  onChoice: (choice: Partial<ApprovalChoice>, replaces?: boolean) => void;
  /** How a change of policy reads: the policy's own screen knows. */
  policyChanges: PanelProps['policyChanges'];
}

/** What waits for my word, one beside the other: decided from the list, then the next (CR-10, RV-4, CR-25 …). */
export function ApprovalsPage({ choice, onChoice, policyChanges }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const { view } = choice;
  const kind = isInbox(choice.kind) ? choice.kind : null;
  const waiting = useInfiniteQuery(waitingQuery(kind));
  const decided = useInfiniteQuery({ ...decidedQuery(me.id, kind), enabled: view === 'decided' });
  const list = view === 'decided' ? decided : waiting;
  // The clock resolves an alert within half a minute of its cause: what was decided here does not wait for that.
  const [done, setDone] = useState<readonly string[]>([]);
  const rows = useMemo(
    () =>
      (list.data?.rows ?? []).filter(
        (row): row is Waiting => isInbox(row.reason) && !(view === 'mine' && done.includes(row.id)),
      ),
    [list.data, view, done],
  );
  const open = rows.find((row) => row.id === choice.open) ?? null;
  const first = rows[0]?.id;
  const isWide = useWidth('(min-width: 768px)');
  useEffect(() => {
    if (view === 'mine' && open === null && first !== undefined && isWide) onChoice({ ...choice, open: first }, true);
    // Opens the longest waiting one on entering, where the open one went, and where there is room now; later choices are the reader's own.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [first, open === null, view, isWide]);
  const step = (by: 1 | -1) => {
    const at = open ? rows.indexOf(open) : -1;
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next) onChoice({ ...choice, open: next.id }, true);
  };
  useHotkeys([
    { keys: 'j, arrowdown', name: t`Next one`, group: 'approvals', run: () => step(1), isOn: view !== 'asked' },
    { keys: 'k, arrowup', name: t`One before`, group: 'approvals', run: () => step(-1), isOn: view !== 'asked' },
  ]);
  const decide = () => {
    if (!open) return;
    const at = rows.indexOf(open);
    const next = rows[at + 1] ?? rows[at - 1];
    setDone([...done, open.id]);
    const { open: _gone, ...rest } = choice;
    onChoice(next && isWide ? { ...rest, open: next.id } : rest, true);
  };
  const current = useRef<HTMLLIElement>(null);
  const openId = open?.id;
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [openId]);
  const total = Math.max(
    0,
    (waiting.data?.total ?? 0) - done.filter((id) => waiting.data?.rows.some((row) => row.id === id)).length,
  );
  const Panel = open && PANELS[open.reason];
  const close = () => {
    const { open: _gone, ...rest } = choice;
    onChoice(rest);
  };
  return (
    <>
      <PanelHeader
        title={t`Approvals`}
        actions={
          <>
            <Waits rows={waiting.data?.rows ?? []} />
            <Menu
              label={t`Kind`}
              trigger={<Button icon={Filter}>{kind === null ? <Trans>Kind</Trans> : i18n._(KINDS[kind].name)}</Button>}
              groups={[
                {
                  entries: [
                    { id: 'all', name: t`All kinds`, run: () => onChoice({ view }) },
                    ...INBOX.map((each) => ({
                      id: each,
                      name: i18n._(KINDS[each].name),
                      icon: KINDS[each].icon,
                      run: () => onChoice({ view, kind: each }),
                    })),
                  ],
                },
              ]}
            />
          </>
        }
      />
      <Columns>
        <section
          aria-label={t`What waits`}
          className={cx(
            'flex min-h-0 w-90 flex-none flex-col max-desk:w-75 max-tablet:w-full',
            open && 'max-tablet:hidden',
          )}
        >
          <header className="flex min-h-10 flex-none flex-wrap items-center gap-2 border-b border-line px-4 py-1.5">
            <Segmented<ApprovalView>
              label={t({ context: 'approval', message: 'Which ones' })}
              value={view}
              onChange={(next) => onChoice({ view: next })}
              choices={[
                { id: 'mine', name: t`For me to decide`, ...(waiting.data && { count: count(total) }) },
                { id: 'asked', name: t`Asked by me` },
                { id: 'decided', name: t`Decided` },
              ]}
            />
            {kind !== null && (
              <FilterChip
                field={t`Kind`}
                operator=""
                value={i18n._(KINDS[kind].name)}
                onRemove={() => onChoice({ view })}
              />
            )}
          </header>
          <div className="min-h-0 flex-1 overflow-auto">
            {view === 'asked' ? (
              <AskedList />
            ) : (
              <>
                {list.isPending && <SkeletonRows rows={10} />}
                {list.isError && (
                  <PartError
                    title={<Trans>What waits was not loaded</Trans>}
                    error={list.error}
                    onRetry={() => void list.refetch()}
                  />
                )}
                {list.isSuccess && rows.length === 0 && <Nothing view={view} />}
                <ul aria-label={t`What waits`}>
                  {rows.map((row) => (
                    <ApprovalRow
                      key={row.id}
                      alert={row}
                      isCurrent={row === open}
                      rowRef={row === open ? current : undefined}
                      onOpen={() => onChoice({ ...choice, open: row.id })}
                    />
                  ))}
                </ul>
                {list.hasNextPage && (
                  <p className="p-3 text-center">
                    <Button size="sm" isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                      <Trans>Load more</Trans>
                    </Button>
                  </p>
                )}
                {rows.length > 0 && view === 'mine' && <Keys />}
              </>
            )}
          </div>
        </section>
        <section
          aria-label={t`What is decided`}
          className={cx('flex min-h-0 min-w-0 flex-1 flex-col', !open && 'max-tablet:hidden')}
        >
          {open && Panel ? (
            <>
              <p className="flex-none border-b border-line px-3 py-1 tablet:hidden">
                <Button variant="ghost" icon={ArrowLeft} onPress={close}>
                  <Trans>All that waits</Trans>
                </Button>
              </p>
              <Panel key={open.id} alert={open} policyChanges={policyChanges} onDecided={decide} />
            </>
          ) : (
            <Empty className="m-auto" icon={Stamp} title={<Trans>Nothing is open</Trans>}>
              <Trans>What is chosen on the left is shown here, with all that its decision needs.</Trans>
            </Empty>
          )}
        </section>
      </Columns>
    </>
  );
}

function Nothing({ view }: { view: ApprovalView }) {
  return view === 'decided' ? (
    <Empty className="py-14" icon={Stamp} title={<Trans>Nothing was decided yet</Trans>} />
  ) : (
    <Empty className="py-14" icon={Stamp} title={<Trans>Nothing waits for you</Trans>}>
      <Trans>Plans, exports, compensations and the like come here by themselves.</Trans>
    </Empty>
  );
}

/** How long things wait here: on average, and the longest. */
function Waits({ rows }: { rows: readonly { since: string }[] }) {
  const now = useMinute();
  if (rows.length === 0) return null;
  const waited = rows.map((row) => Math.max(0, now - Date.parse(row.since)));
  const average = spanText(span(now - waited.reduce((sum, each) => sum + each, 0) / rows.length, now));
  const longest = spanText(span(now - Math.max(...waited), now));
  return (
    <span className="text-xs text-ink-3 max-laptop:hidden">
      <Trans>
        waits {average} on average · {longest} at most
      </Trans>
    </span>
  );
}

function Keys() {
  return (
    <p className="flex flex-wrap items-center gap-1.5 px-4 py-3 text-xs text-ink-2 max-tablet:hidden">
      <Kbd keys="j" />
      <Kbd keys="k" />
      <Trans>next, before</Trans>
      <Kbd keys="a" className="ml-2" />
      <Trans>approve</Trans>
      <Kbd keys="r" className="ml-2" />
      <Trans>return</Trans>
    </p>
  );
}
