import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { CornerUpRight, MessageCircleQuestionMark, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Handoff } from '@/api';
import { useDepartmentNames, useNames } from '@/shared/directory';
import { count, langOf } from '@/shared/format';
import { AskDialog, handoffQuery } from '@/shared/handoffs';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay, useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { overdueText, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { cx } from '@/shared/ui/cx';
import { Drawer } from '@/shared/ui/overlays/dialog';
import { MyTime } from '@/shared/ui/values/figures';
import { Kbd } from '@/shared/ui/actions/kbd';
import { Column, Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Empty, Hidden, PartError } from '@/shared/ui/feedback/states';
import { useWidth } from '@/shared/ui/use-width';
import { useRoving } from '@/shared/ui/use-roving';
import { HandoffDetail } from './handoff-detail';
import { type HandoffChoice, type HandoffView, VIEWS, countsQuery, handoffsQuery } from './queries';

interface Props {
  choice: HandoffChoice;
  openId: string | null;
  onChoice: (choice: HandoffChoice) => void;
  onOpen: (id: string | null) => void;
}

const NOTHING: Handoff[] = [];

/** Questions passed to departments: what waits for me, what my department owes, what I asked and may tell the customer. */
export function HandoffsPage({ choice, openId, onChoice, onOpen }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const sees = useMay('handoff:read');
  const asks = useMay('handoff:write');
  const isNarrow = useWidth('(max-width: 1023px)');
  const [isAsking, setAsking] = useState(false);
  const list = useInfiniteQuery({ ...handoffsQuery(choice, me), enabled: sees });
  const counts = useQuery({ ...countsQuery(me), enabled: sees }).data;
  const rows = list.data?.rows ?? NOTHING;
  const asked = useQuery({ ...handoffQuery(openId ?? ''), enabled: openId !== null });
  const listed = rows.find((row) => row.id === openId);
  const current = asked.data ?? listed ?? (isNarrow || openId !== null ? undefined : rows[0]);
  const at = rows.findIndex((row) => row.id === current?.id);
  const { list: roving } = useRoving<HTMLUListElement>();
  const step = (by: number) => {
    const next = rows[at + by];
    if (next) onOpen(next.id);
  };
  useHotkeys([
    { keys: 'j, arrowdown', name: t`Next question`, group: 'list', run: () => step(1) },
    { keys: 'k, arrowup', name: t`Previous question`, group: 'list', run: () => step(-1) },
    { keys: 'c', name: t`Ask a department`, group: 'list', run: () => setAsking(true), isOn: asks },
  ]);
  if (!sees) {
    return (
      <>
        <PanelHeader title={t`Questions to departments`} />
        <Hidden className="p-6" title={<Trans>Questions are hidden from you</Trans>}>
          <Trans>Who asks or answers them sees them.</Trans>
        </Hidden>
      </>
    );
  }
  const names: Record<HandoffView, string> = {
    mine: t`For me`,
    department: t`My department`,
    asked: t`Asked by me`,
    all: t`All`,
  };
  const detail = current && (
    <HandoffDetail key={current.id} handoff={current} onDone={() => !isNarrow && onOpen(null)} />
  );
  return (
    <>
      <PanelHeader
        title={t`Questions to departments`}
        actions={
          asks && (
            <Button variant="primary" icon={Plus} keys="c" onPress={() => setAsking(true)}>
              <Trans>Ask a department</Trans>
            </Button>
          )
        }
      />
      <Columns>
        <Column
          width={430}
          label={t`Questions`}
          className="max-laptop:w-full!"
          header={
            <div className="flex flex-none flex-col gap-2 border-b border-line px-3 py-2">
              <Segmented<HandoffView>
                label={t`Of whom`}
                className="self-start"
                value={choice.view}
                onChange={(view) => onChoice({ ...choice, view })}
                choices={VIEWS.filter((view) => view !== 'department' || me.department_id).map((id) => ({
                  id,
                  name: names[id],
                  ...(counts && counts[id] !== undefined && { count: count(counts[id]) }),
                }))}
              />
              <Segmented
                label={t`Which ones`}
                className="self-start"
                value={choice.isClosed ? 'all' : 'open'}
                onChange={(which) => onChoice({ ...choice, isClosed: which === 'all' })}
                choices={[
                  { id: 'open', name: t`That wait` },
                  { id: 'all', name: t`Answered ones too` },
                ]}
              />
            </div>
          }
          footer={
            <footer className="flex h-9 flex-none items-center gap-1.5 border-t border-line px-3 text-xs text-ink-3 max-laptop:hidden">
              <Kbd keys="j" />
              <Kbd keys="k" />
              <Trans>Choose</Trans>
            </footer>
          }
        >
          {list.isPending && <SkeletonRows rows={8} />}
          {list.isError && (
            <PartError
              title={<Trans>The questions were not loaded</Trans>}
              error={list.error}
              onRetry={() => void list.refetch()}
            />
          )}
          {list.isSuccess && rows.length === 0 && (
            <Empty className="py-16" icon={MessageCircleQuestionMark} title={<Trans>No question waits here</Trans>}>
              <Trans>What is passed on in a call, a complaint or an opportunity stands here too.</Trans>
            </Empty>
          )}
          <ul ref={roving}>
            {rows.map((row) => (
              <HandoffRow key={row.id} row={row} isCurrent={row.id === current?.id} onOpen={() => onOpen(row.id)} />
            ))}
          </ul>
          {list.hasNextPage && (
            <button
              type="button"
              className="w-full py-2 text-accent-ink hover:underline"
              onClick={() => void list.fetchNextPage()}
            >
              <Trans>Show more</Trans>
            </button>
          )}
        </Column>
        {!isNarrow && <Column label={t`The question`}>{detail}</Column>}
      </Columns>
      {isNarrow && (
        <Drawer
          isOpen={openId !== null && current !== undefined}
          onClose={() => onOpen(null)}
          title={current?.customer_name ?? ''}
        >
          {detail}
        </Drawer>
      )}
      {isAsking && <AskDialog onClose={() => setAsking(false)} onAsked={onOpen} />}
    </>
  );
}

function HandoffRow({ row, isCurrent, onOpen }: { row: Handoff; isCurrent: boolean; onOpen: () => void }) {
  const departmentOf = useDepartmentNames();
  const nameOf = useNames();
  const now = useMinute();
  const { zone } = usePreferences();
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-current={isCurrent}
        onClick={onOpen}
        className={cx(
          'grid w-full cursor-default grid-cols-[minmax(0,1fr)_auto] gap-x-2 border-l-2 px-3.5 py-2 text-left focus-visible:ring-focus-inside',
          isCurrent ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-hover',
        )}
      >
        <b className="truncate" lang={langOf(row.question)}>
          {row.question}
        </b>
        <span className={`text-xs ${row.overdue ? 'text-bad-ink' : 'text-ink-3'}`}>
          {row.state === 'open' ? (
            row.overdue ? (
              overdueText(row.due_at, now, zone)
            ) : (
              <MyTime at={row.due_at} />
            )
          ) : row.state === 'answered' ? (
            <Trans>answered</Trans>
          ) : (
            <Trans>told</Trans>
          )}
        </span>
        <span className="col-span-full flex min-w-0 items-center gap-1 text-xs text-ink-3">
          <span className="truncate" lang={langOf(row.customer_name)}>
            {row.customer_name}
          </span>
          <CornerUpRight className="icon-xs flex-none" aria-hidden />
          <span className="truncate">
            {departmentOf(row.department_id, row.department_name)}
            {row.assignee_name && ` · ${nameOf(row.assignee_id, row.assignee_name)}`}
          </span>
        </span>
      </button>
    </li>
  );
}
