import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import {
  ArrowRight,
  ChevronDown,
  CircleMinus,
  CirclePlus,
  CircleX,
  Copy,
  Download,
  Equal,
  FileSpreadsheet,
  type LucideIcon,
  PencilLine,
} from 'lucide-react';
import type { Import, ImportRow, RowState } from '@/api';
import { count, countryName, langOf, phone } from '@/shared/format';
import { cityOf } from '@/shared/time';
import { useHotkeys } from '@/shared/hotkeys';
import { label } from '@/shared/labels';
import { rowStateLabels } from '@/shared/labels/data';
import { useMay } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { ClosingBar } from '@/shared/ui/layout/closing-bar';
import { cx } from '@/shared/ui/cx';
import { Drawer } from '@/shared/ui/overlays/dialog';
import { Menu } from '@/shared/ui/actions/menu';
import { Column, Columns } from '@/shared/ui/layout/panel';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { DataTable, type TableColumn } from '@/shared/ui/table';
import { useWidth } from '@/shared/ui/use-width';
import { isAtWork, rowsQuery, useImportMove } from '../queries';
import { RowDetail } from './row-detail';
import { RowBadge, RowSummary, findingText } from './row-words';

interface Props {
  whole: Import;
  state: RowState | null;
  number: number | null;
  onChoose: (state: RowState | null, number: number | null) => void;
  onColumns: () => void;
  onScreen: () => void;
}

/** What would become of every row, and what became of it: the figures, the rows, and each one's reasons. */
export function RowsStep({ whole, state, number, onChoose, onColumns, onScreen }: Props) {
  const { t } = useLingui();
  const isNarrow = useWidth('(max-width: 1023px)');
  const screens = useMay('import:screen');
  const move = useImportMove();
  const list = useInfiniteQuery(rowsQuery(whole.id, state, `${whole.state}:${whole.state_since}`));
  const columns = useColumns(whole);
  const rows = list.data?.rows ?? [];
  const current = rows.find((row) => row.number === number) ?? (isNarrow ? undefined : rows[0]);
  const at = current ? rows.indexOf(current) : -1;
  const step = (by: number) => {
    const next = rows[at + by];
    if (next) onChoose(state, next.number);
  };
  const { counts } = whole;
  const pending = counts.to_create + counts.to_update;
  const canStart = whole.allowed_moves.includes('start');
  const start = () => {
    if (canStart && !move.isPending) move.mutate({ whole, move: 'start' });
  };
  useHotkeys([
    { keys: 'mod+enter', name: t`Write the rows`, group: 'record', run: start, isOn: canStart },
    { keys: '[', name: t`Previous row`, group: 'list', run: () => step(-1) },
    { keys: ']', name: t`Next row`, group: 'list', run: () => step(1) },
  ]);
  const detail = current && (
    <RowDetail whole={whole} row={current} place={{ at: at + 1, of: list.data?.total ?? rows.length }} onStep={step} />
  );
  return (
    <>
      <Figures whole={whole} state={state} onChoose={(next) => onChoose(next, null)} />
      <Columns>
        {list.isError ? (
          <PartError
            title={<Trans>The rows were not loaded</Trans>}
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        ) : (
          <section aria-label={t`Rows of the file`} className="flex min-h-0 min-w-0 flex-1 flex-col">
            <DataTable<ImportRow>
              label={t`Rows of the file`}
              columns={columns}
              rows={rows}
              idOf={(row) => String(row.number)}
              current={current ? String(current.number) : null}
              onCurrent={(id) => onChoose(state, Number(id))}
              onOpen={(row) => onChoose(state, row.number)}
              isLoading={list.isPending}
              hasMore={list.hasNextPage}
              onMore={() => void list.fetchNextPage()}
              total={list.data?.total ?? null}
              empty={
                <Empty
                  className="py-16"
                  icon={FileSpreadsheet}
                  title={isAtWork(whole) ? <Trans>The rows are being read</Trans> : <Trans>No row like that</Trans>}
                />
              }
            />
          </section>
        )}
        {!isNarrow && (
          <Column width={340} isSide label={t`The row`}>
            {detail}
          </Column>
        )}
      </Columns>
      {isNarrow && (
        <Drawer
          isOpen={current !== undefined}
          onClose={() => onChoose(state, null)}
          title={<Trans>Row {number ?? 0}</Trans>}
        >
          {detail}
        </Drawer>
      )}
      <ClosingBar note={<Said whole={whole} screens={screens} />}>
        {canStart && (
          <Button size="lg" onPress={onColumns}>
            <Trans>Back to the columns</Trans>
          </Button>
        )}
        <Refused whole={whole} />
        {canStart && (
          <Button
            size="lg"
            variant="primary"
            icon={ArrowRight}
            keys="mod+enter"
            isBusy={move.isPending}
            onPress={start}
          >
            {counts.rejected > 0 ? (
              <Trans>
                Leave {count(counts.rejected)} out, write {count(pending)}
              </Trans>
            ) : (
              <Plural value={pending} one="Write # row" other="Write # rows" />
            )}
          </Button>
        )}
        {whole.state === 'finished' && counts.screening > 0 && screens && (
          <Button size="lg" variant="primary" icon={ArrowRight} onPress={onScreen}>
            <Plural value={counts.screening} one="Screen # row" other="Screen # rows" />
          </Button>
        )}
      </ClosingBar>
    </>
  );
}

/** One sentence on what has been written and what comes next. */
function Said({ whole, screens }: { whole: Import; screens: boolean }) {
  const { counts } = whole;
  switch (whole.state) {
    case 'checked':
      return <Trans>The dry run wrote nothing. Doubtful rows are screened after the writing.</Trans>;
    case 'finished':
      if (counts.screening > 0) {
        return screens ? (
          <Trans>Rows that resemble a known customer wait for a decision.</Trans>
        ) : (
          <Trans>Your lead or manager decides on the rows that wait.</Trans>
        );
      }
      return <Trans>Every row has its answer. Correct the refused ones in their file and send it as it is.</Trans>;
    case 'cancelled':
      return <Trans>The import was given up; what was written stays.</Trans>;
    default:
      return null;
  }
}

/** Rows that were not taken, as a file to be corrected and sent again. */
function Refused({ whole }: { whole: Import }) {
  const { t } = useLingui();
  const { counts } = whole;
  const kinds = (['rejected', 'screening', 'skipped'] as const).filter((state) => counts[state] > 0);
  if (kinds.length === 0) return null;
  const fetchFile = (state: RowState, format: string) =>
    location.assign(`/v1/imports/${whole.id}/rejects?state=${state}&format=${format}`);
  return (
    <Menu
      label={t`Rows that were not taken`}
      trigger={
        <Button size="lg" icon={Download}>
          <Trans>Download rows not taken</Trans>
          <ChevronDown className="icon-xs" aria-hidden />
        </Button>
      }
      groups={kinds.map((state) => ({
        name: label(rowStateLabels, state),
        entries: (['xlsx', 'csv'] as const).map((format) => ({
          id: `${state}-${format}`,
          name: t`${count(counts[state])} rows as ${format.toUpperCase()}`,
          icon: Download,
          run: () => fetchFile(state, format),
        })),
      }))}
    />
  );
}

interface FiguresProps {
  whole: Import;
  state: RowState | null;
  onChoose: (state: RowState | null) => void;
}

/** The rows by what becomes of them: each figure shows its rows. */
function Figures({ whole, state, onChoose }: FiguresProps) {
  const { t } = useLingui();
  const { counts } = whole;
  const isBefore = whole.state === 'mapped' || whole.state === 'checked' || whole.state === 'running';
  const cells: { id: RowState | null; name: string; value: number; icon: LucideIcon; ink: string }[] = [
    { id: null, name: t`All rows`, value: counts.rows, icon: FileSpreadsheet, ink: 'text-ink-3' },
    ...(isBefore
      ? [
          {
            id: 'to_create' as const,
            name: t`Will be new`,
            value: counts.to_create,
            icon: CirclePlus,
            ink: 'text-ok-ink',
          },
          {
            id: 'to_update' as const,
            name: t`Will change`,
            value: counts.to_update,
            icon: PencilLine,
            ink: 'text-accent-ink',
          },
        ]
      : []),
    ...(isBefore && whole.state !== 'running'
      ? []
      : [
          {
            id: 'created' as const,
            name: t`Rows entered`,
            value: counts.created,
            icon: CirclePlus,
            ink: 'text-ok-ink',
          },
          {
            id: 'updated' as const,
            name: t`Rows changed`,
            value: counts.updated,
            icon: PencilLine,
            ink: 'text-accent-ink',
          },
          { id: 'unchanged' as const, name: t`Unchanged`, value: counts.unchanged, icon: Equal, ink: 'text-ink-3' },
        ]),
    { id: 'screening', name: t`Perhaps known, to screen`, value: counts.screening, icon: Copy, ink: 'text-warn-ink' },
    { id: 'rejected', name: t`Cannot be written`, value: counts.rejected, icon: CircleX, ink: 'text-bad-ink' },
    ...(counts.skipped > 0
      ? [{ id: 'skipped' as const, name: t`Left out`, value: counts.skipped, icon: CircleMinus, ink: 'text-ink-3' }]
      : []),
  ];
  return (
    <div role="radiogroup" aria-label={t`Which rows`} className="flex flex-none overflow-x-auto border-b border-line">
      {cells.map(({ id, name, value, icon: Icon, ink }) => (
        <button
          key={id ?? 'all'}
          type="button"
          role="radio"
          aria-checked={state === id}
          onClick={() => onChoose(id)}
          className={cx(
            'min-w-30 flex-1 cursor-default border-r border-line px-4 py-2 text-left last:border-r-0 focus-visible:ring-focus-inside',
            state === id ? 'bg-accent-soft' : 'hover:bg-hover',
          )}
        >
          <span className="flex items-center gap-1.5 text-xs whitespace-nowrap text-ink-2">
            <Icon className={`icon-xs ${ink}`} aria-hidden />
            {name}
          </span>
          <b className="text-xl">{count(value)}</b>
        </button>
      ))}
    </div>
  );
}

/** The fields that tell rows apart, as the file writes them. */
const TELLING: Record<Import['kind'], readonly string[]> = {
  customers: ['name', 'country', 'phone', 'email'],
  records: ['customer', 'customer_external_id', 'started_at', 'method', 'phone'],
};
const MOST_CELLS = 3;

function useColumns(whole: Import): readonly TableColumn<ImportRow>[] {
  const { t } = useLingui();
  const mapped = whole.mapping?.columns ?? [];
  const told = TELLING[whole.kind]
    .flatMap((field) => mapped.filter((each) => each.field === field).slice(0, 1))
    .slice(0, MOST_CELLS);
  const zone: TableColumn<ImportRow> = {
    id: 'zone',
    name: t`Time zone`,
    width: 116,
    text: (row) => zoneOf(row),
    cell: (row) => <span className="text-ink-2">{zoneOf(row)}</span>,
  };
  return [
    {
      id: 'number',
      name: t`Row`,
      width: 60,
      align: 'end',
      text: (row) => String(row.number),
      cell: (row) => <span className="text-ink-3">{row.number}</span>,
    },
    ...told.map(({ column }, index): TableColumn<ImportRow> => {
      const place = whole.columns.findIndex((each) => each.column === column);
      return {
        id: `cell-${column}`,
        name: t`${whole.columns[place]?.header ?? ''} (as written)`,
        width: index === 0 ? 210 : 140,
        text: (row) => row.cells[place] ?? '',
        cell: (row) => (
          <span className="truncate" lang={langOf(row.cells[place] ?? '')}>
            {row.cells[place]}
          </span>
        ),
      };
    }),
    {
      id: 'found',
      name: t`Understood as, or what is wrong`,
      width: 260,
      grows: true,
      text: (row) => row.findings.map(findingText).join('; '),
      cell: (row) => <RowSummary row={row} fine={understood(row)} />,
    },
    ...(whole.kind === 'customers' ? [zone] : []),
    {
      id: 'state',
      name: t`Becomes`,
      width: 96,
      text: (row) => label(rowStateLabels, row.state),
      cell: (row) => <RowBadge state={row.state} />,
    },
  ];
}

/** The city whose clock a row's company keeps, as far as it was understood. */
function zoneOf(row: ImportRow): string {
  const { zone } = row.entered as Record<string, unknown>;
  return typeof zone === 'string' ? cityOf(zone) : '';
}

/** What shows best that a row was understood: its number to dial, or where it is. */
function understood(row: ImportRow): string {
  const { phones, outcome, country } = row.entered as Record<string, unknown>;
  const first = Array.isArray(phones) ? (phones[0] as { e164?: unknown } | undefined) : undefined;
  if (typeof first?.e164 === 'string') return phone(first.e164);
  if (typeof outcome === 'string') return outcome;
  return typeof country === 'string' ? countryName(country) : '';
}
