import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CalendarPlus, Download, FileUp, PenLine, Plus, UserRound } from 'lucide-react';
import { Suspense, lazy, useCallback, useState } from 'react';
import { type CustomerLine, type SavedView, isApiError } from '@/api';
import { counted } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useMay } from '@/shared/permissions';
import { prefer, usePreferences } from '@/shared/preferences';
import { leaveTrail } from '@/shared/trail';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { PanelHeader } from '@/shared/ui/layout/panel';
import { SkeletonRows } from '@/shared/ui/feedback/skeleton';
import { Hidden, PartError } from '@/shared/ui/feedback/states';
import {
  DataTable,
  EVERYTHING,
  NOTHING,
  type Selection,
  SelectionBar,
  type SelectionAction,
  selectedCount,
} from '@/shared/ui/table';
import { toast } from '@/shared/ui/feedback/toast';
import { useWidth } from '@/shared/ui/use-width';
import { ColumnMenu } from './columns/column-menu';
import { type Cells, tableColumns } from './columns/columns';
import { FilterBar } from './filters/filter-bar';
import type { OpenDialog } from './list-dialogs';
import { NothingFound } from './filters/nothing-found';
import { PhoneList } from './phone-list';
import { exportLimitQuery, sumsQuery } from './queries';
import { SearchBox } from './filters/search-box';
import { type ListSearch, isChanged } from './state';
import { ListStatus } from './status';
import { useColumns } from './columns/use-columns';
import { useCallTimes } from './use-call-times';
import { useLineEdit } from './columns/use-line-edit';
import { useList } from './use-list';
import { contentOf, useViews } from './views/use-views';
import { ViewStrip } from './views/view-strip';

const LineConflictDialog = lazy(() =>
  import('./columns/line-conflict').then((m) => ({ default: m.LineConflictDialog })),
);
const ListDialogs = lazy(() => import('./list-dialogs').then((m) => ({ default: m.ListDialogs })));

interface Props {
  search: ListSearch;
  /** `isStep`: one goes back from it; otherwise it takes the present address's place. */
  onSearch: (search: ListSearch, isStep: boolean) => void;
  onOpen: (customerId: string) => void;
  onNew: () => void;
  /** Where files are read in, for those who may. */
  onImport: (() => void) | null;
}

const NO_ROWS: CustomerLine[] = [];
const idOf = (line: CustomerLine) => line.id;

/** The customers: views, conditions, a table over a million of them, and what is done to many at once. */
export function CustomersPage({ search, onSearch, onOpen, onNew, onImport }: Props) {
  const { t } = useLingui();
  const list = useList(search, onSearch);
  const { state, content, body, rows, wording, reader } = list;
  const { density } = usePreferences();
  const isPhone = useWidth('(max-width: 767px)');
  const writes = useMay('customer:write');
  const transfers = useMay('customer:transfer');
  const plans = useMay('plan:write');
  const exports = useMay('export:run');
  const imports = useMay('import:run');
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [range, setRange] = useState<readonly [number, number] | null>(null);
  const [isFiltering, setFiltering] = useState(false);
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const views = useViews();
  const edit = useLineEdit((line) => t`Saved: ${line.name}`);
  const { save } = edit;

  const loaded = rows.data?.rows ?? NO_ROWS;
  const total = rows.data?.total ?? null;
  const isEstimate = rows.data?.isEstimate ?? false;
  const sums = useQuery({ ...sumsQuery(body), enabled: false }).data;
  const limit = useQuery({ ...exportLimitQuery, enabled: exports }).data;
  const callTimes = useCallTimes(loaded, range);
  const cells: Cells = {
    ...wording,
    callTimeOf: callTimes.of,
    base: sums?.expected_annual_sales?.currency ?? null,
    isAllOverdue: state.conditions.some((each) => each.field === 'next_contact_at' && each.op === 'lt'),
    save: writes ? save : null,
  };
  const { shown, columns, layout } = useColumns(state.columns, state.widths, cells);
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), []);

  const openLine = (line: CustomerLine) => {
    const name = list.views.find((view) => view.id === state.view)?.name ?? t`Customers`;
    const trail = { name, href: location.pathname + location.search, ids: loaded.map(idOf), total };
    leaveTrail(
      trail,
      rows.hasNextPage ? async () => ((await rows.fetchNextPage()).data?.rows ?? loaded).map(idOf) : null,
    );
    onOpen(line.id);
  };
  const saveView = () => {
    const mine = list.views.find((view) => view.id === state.view && view.owner_id === list.me.id);
    if (!mine) return setOpen({ kind: 'save', view: null });
    views.change.mutate(
      { view: mine, body: contentOf(state) },
      { onSuccess: (view) => (onSearch({ view: view.id }, false), toast.done(t`Saved: ${view.name}`)) },
    );
  };
  const drop = (view: SavedView) => {
    const { name, sharing, conditions, sort, columns: kept, widths } = view;
    views.drop.mutate(view, {
      onSuccess: () => {
        list.open('all');
        toast.done(t`Dropped: ${name}`, () =>
          views.create.mutate({
            ...contentOf({ ...state, widths }),
            name,
            sharing,
            conditions: conditions.map((each) => ({ ...each, op: each.op ?? 'eq' })),
            sort: sort as never,
            columns: kept,
          }),
        );
      },
    });
  };
  const close = () => setOpen(null);
  const closeDone = () => {
    setOpen(null);
    setSelection(NOTHING);
  };
  const chosen = selectedCount(selection, isEstimate ? null : total);
  const actions: SelectionAction[] = [
    ...(transfers ? [{ name: t`Assign an owner`, icon: UserRound, run: () => setOpen({ kind: 'transfer' }) }] : []),
    ...(writes ? [{ name: t`Change`, icon: PenLine, run: () => setOpen({ kind: 'edit' }) }] : []),
    ...(plans ? [{ name: t`Plan contacts`, icon: CalendarPlus, run: () => setOpen({ kind: 'plan' }) }] : []),
    ...(exports
      ? [
          {
            name: t`Export`,
            icon: Download,
            run: () => setOpen({ kind: 'export' }),
            limit: limit !== undefined && chosen !== null && chosen > limit ? t`needs approval` : undefined,
          },
        ]
      : []),
  ];
  const exportAll = () => {
    setSelection(EVERYTHING);
    setOpen({ kind: 'export' });
  };

  useHotkeys([
    { keys: 'f', name: t`Add a condition`, group: 'list', run: () => setFiltering(true) },
    { keys: 'c', name: t`New customer`, group: 'list', run: onNew, isOn: writes },
    {
      keys: 'escape',
      name: t`Clear the selection`,
      group: 'list',
      run: () => setSelection(NOTHING),
      isOn: chosen !== 0,
    },
  ]);

  if (rows.isError && isApiError(rows.error) && rows.error.status === 403) {
    return (
      <>
        <PanelHeader title={t`Customers`} />
        <Hidden className="p-6" title={<Trans>Customers are hidden from you</Trans>}>
          <Trans>Your role sees no customers. Whoever manages people and permissions can change that.</Trans>
        </Hidden>
      </>
    );
  }
  const nothing = (
    <NothingFound
      state={state}
      reader={reader}
      wording={wording}
      onConditions={(conditions) => list.change({ conditions })}
      onQuestion={(q) => list.change({ q })}
      onNew={writes ? onNew : null}
    />
  );
  const sortedBy = state.sort?.replace(/^-/, '') ?? 'next_contact_at';
  const aside = tableColumns([sortedBy === 'name' || sortedBy === 'grade' ? 'next_contact_at' : sortedBy], cells)[0];

  return (
    <>
      <PanelHeader
        title={t`Customers`}
        actions={
          <>
            <SearchBox value={state.q} onChange={(q) => list.change({ q })} />
            {onImport && imports && (
              <Button icon={FileUp} onPress={onImport} className="max-laptop:hidden">
                <Trans>Import</Trans>
              </Button>
            )}
            {exports && (
              <Button icon={Download} onPress={exportAll} className="max-laptop:hidden">
                <Trans>Export</Trans>
              </Button>
            )}
            {writes && (
              <Button variant="primary" icon={Plus} keys="c" onPress={onNew}>
                <span className="max-tablet:sr-only">
                  <Trans>New customer</Trans>
                </span>
              </Button>
            )}
          </>
        }
      />
      <ViewStrip
        views={list.views}
        saved={list.saved}
        current={state.view}
        isChanged={isChanged(state, content)}
        me={list.me.id}
        reader={reader}
        onView={(id) => (setSelection(NOTHING), list.open(id))}
        onSave={saveView}
        onSaveAs={() => setOpen({ kind: 'save', view: null })}
        onEdit={(view) => setOpen({ kind: 'save', view })}
        onDrop={drop}
      />
      <FilterBar
        state={state}
        view={content}
        wording={wording}
        choices={wording}
        isOpen={isFiltering}
        onOpen={setFiltering}
        onConditions={(conditions) => (setSelection(NOTHING), list.change({ conditions }))}
        onSort={(sort) => list.change({ sort })}
        after={
          !isPhone && (
            <>
              <ColumnMenu
                shown={shown}
                onChange={(next) => list.change({ columns: next })}
                onReset={() => list.change({ columns: [], widths: {} })}
              />
              <Segmented
                label={t`Density`}
                className="max-desk:hidden"
                value={density}
                onChange={(next) => void prefer({ density: next })}
                choices={[
                  { id: 'compact', name: t`Compact` },
                  { id: 'comfortable', name: t`Comfortable` },
                ]}
              />
            </>
          )
        }
      />
      {list.isGone && (
        <p role="status" className="border-b border-line bg-warn-soft px-4 py-1.5 text-warn-ink">
          <Trans>This view is gone or no longer shared with you; all customers are shown.</Trans>
        </p>
      )}
      {rows.isError && loaded.length === 0 ? (
        <PartError
          title={<Trans>The customers were not loaded</Trans>}
          error={rows.error}
          onRetry={() => void rows.refetch()}
        />
      ) : isPhone ? (
        rows.isPending ? (
          <SkeletonRows rows={10} />
        ) : loaded.length === 0 ? (
          nothing
        ) : (
          <PhoneList
            rows={loaded}
            now={wording.now}
            aside={(line) => aside?.cell(line)}
            hasMore={rows.hasNextPage}
            onMore={list.more}
            onOpen={openLine}
          />
        )
      ) : (
        <DataTable
          label={t`Customers`}
          columns={columns}
          rows={loaded}
          idOf={idOf}
          layout={layout}
          onLayout={({ widths }) => list.change({ widths: widths ?? {} })}
          sort={state.sort === null ? null : { column: sortedBy, descending: state.sort.startsWith('-') }}
          onSort={({ column, descending }) =>
            list.change({ sort: `${descending ? '-' : ''}${column}` as typeof state.sort })
          }
          {...(actions.length > 0 && { selection, onSelect: setSelection })}
          onOpen={openLine}
          isLoading={rows.isPending}
          hasMore={rows.hasNextPage}
          onMore={list.more}
          empty={nothing}
          total={total}
          onRange={onRange}
        />
      )}
      <ListStatus body={body} range={range} total={total} isEstimate={isEstimate} callTimes={callTimes} />
      {actions.length > 0 && (
        <SelectionBar
          selection={selection}
          onSelect={setSelection}
          total={isEstimate ? null : total}
          actions={actions}
          {...(isEstimate && total !== null && { atLeast: counted(total, isEstimate) })}
        />
      )}
      <Suspense fallback={null}>
        {edit.conflict && (
          <LineConflictDialog
            conflict={edit.conflict}
            users={wording.users}
            zone={wording.zone}
            onResolve={(takesMine) => void edit.resolve(takesMine)}
          />
        )}
        {open && (
          <ListDialogs
            open={open}
            selection={selection}
            body={body}
            chosen={chosen}
            columns={shown}
            users={wording.users}
            onClose={close}
            onDone={closeDone}
            onSaveView={(view, named) =>
              view
                ? views.change.mutateAsync({ view, body: named })
                : views.create
                    .mutateAsync({ ...contentOf(state), ...named })
                    .then((made) => onSearch({ view: made.id }, true))
            }
          />
        )}
      </Suspense>
    </>
  );
}
