import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { FileDown } from 'lucide-react';
import type { Export, ExportState } from '@/api';
import { useNames } from '@/shared/directory';
import { count } from '@/shared/format';
import { label, options } from '@/shared/labels';
import { exportStateLabels } from '@/shared/labels/data';
import { exportFormatLabels } from '@/shared/labels/views';
import { useMay, useMe } from '@/shared/permissions';
import { LinkButton } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Drawer } from '@/shared/ui/overlays/dialog';
import { Bar, MyTime } from '@/shared/ui/values/figures';
import { Column, Columns, PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { Select } from '@/shared/ui/forms/select';
import { EndlessTable } from '@/shared/ui/lists/endless';
import { Empty, Hidden, LineError } from '@/shared/ui/feedback/states';
import type { TableColumn } from '@/shared/ui/table';
import { useWidth } from '@/shared/ui/use-width';
import { ExportDetail } from './export-detail';
import { ExportBadge } from './words';
import { type ExportsChoice, allowanceQuery, exportQuery, exportsQuery } from './queries';

const ANY = 'any';

interface Props {
  choice: ExportsChoice;
  openId: string | null;
  onChoice: (choice: ExportsChoice) => void;
  onOpen: (id: string | null) => void;
}

/** Customers that left as files, or are to: who asked and why, who decided, who fetched them. */
export function ExportsPage({ choice, openId, onChoice, onOpen }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const exports = useMay('export:run');
  const decides = useMay('export:approve');
  const seesOthers = useMay('export:run', 'company') || decides;
  const isNarrow = useWidth('(max-width: 1023px)');
  const list = useInfiniteQuery({ ...exportsQuery(choice, me.id), enabled: exports });
  const rows = list.data?.rows ?? [];
  const listed = rows.find((row) => row.id === openId);
  const asked = useQuery({ ...exportQuery(openId ?? ''), enabled: openId !== null });
  const current = asked.data ?? listed ?? (isNarrow || openId !== null ? undefined : rows[0]);
  const columns = useColumns();
  if (!exports) {
    return (
      <>
        <PanelHeader title={t`Exports`} />
        <Hidden className="p-6" title={<Trans>Exporting is not open to you</Trans>}>
          <Trans>Ask your manager for the figures you need.</Trans>
        </Hidden>
      </>
    );
  }
  return (
    <>
      <PanelHeader
        title={t`Exports`}
        actions={
          <LinkButton to="/customers" variant="primary" icon={FileDown}>
            <Trans>Choose customers to export</Trans>
          </LinkButton>
        }
      />
      <Strip className="overflow-x-auto">
        {seesOthers && (
          <Segmented
            label={t`Of whom`}
            value={choice.mine ? 'mine' : 'all'}
            onChange={(whose) => onChoice({ ...choice, mine: whose === 'mine' })}
            choices={[
              { id: 'all', name: t`Everybody’s` },
              { id: 'mine', name: t`Mine only` },
            ]}
          />
        )}
        <Select<ExportState | 'any'>
          label={t`Where it stands`}
          hidesLabel
          size="sm"
          value={choice.state ?? ANY}
          onChange={(state) => onChoice({ ...choice, state: state === ANY ? null : state })}
          choices={[{ id: ANY, name: t`Wherever they stand` }, ...options(exportStateLabels)]}
        />
        <Allowance />
      </Strip>
      <Columns>
        <section aria-label={t`Exports`} className="flex min-h-0 min-w-0 flex-1 flex-col">
          <EndlessTable<Export>
            label={t`Exports`}
            list={list}
            failed={<Trans>The exports were not loaded</Trans>}
            columns={columns}
            idOf={(row) => row.id}
            current={current?.id ?? null}
            onCurrent={onOpen}
            onOpen={(row) => onOpen(row.id)}
            empty={
              <Empty className="py-16" icon={FileDown} title={<Trans>No export like that</Trans>}>
                <Trans>Exports begin in the list of customers: narrow it, then Export.</Trans>
              </Empty>
            }
          />
        </section>
        {!isNarrow && current && (
          <Column width={360} isSide label={t`The export`}>
            <ExportDetail key={current.id} order={current} />
          </Column>
        )}
      </Columns>
      {isNarrow && (
        <Drawer
          isOpen={openId !== null && current !== undefined}
          onClose={() => onOpen(null)}
          title={current?.purpose ?? ''}
        >
          {current && <ExportDetail order={current} />}
        </Drawer>
      )}
      <footer className="flex h-7.5 flex-none items-center gap-4 border-t border-line bg-surface-2 px-4 text-xs text-ink-3">
        {list.data && <Plural value={list.data.total ?? rows.length} one="# export" other="# exports" />}
      </footer>
    </>
  );
}

/** What may still be taken out without an approval, and what counts towards it. */
function Allowance() {
  const { t } = useLingui();
  const query = useQuery(allowanceQuery);
  const { data } = query;
  if (!data)
    return (
      <LineError query={query} className="ml-auto">
        <Trans>What is left without an approval was not loaded</Trans>
      </LineError>
    );
  return (
    <span className="ml-auto flex items-center gap-2 text-xs whitespace-nowrap text-ink-3 max-laptop:hidden">
      <Trans>
        Without an approval: {count(data.remaining)} of {count(data.limit)} rows left in {data.days} days
      </Trans>
      <Bar className="w-24" share={data.limit > 0 ? 1 - data.remaining / data.limit : 1} label={t`Rows used`} />
      {data.read > 0 && <Trans>{count(data.read)} read page after page count too</Trans>}
    </span>
  );
}

function useColumns(): readonly TableColumn<Export>[] {
  const { t } = useLingui();
  const nameOf = useNames();
  return [
    {
      id: 'purpose',
      name: t`What for`,
      width: 260,
      grows: true,
      isPinned: true,
      text: (row) => row.purpose,
      cell: (row) => <b className="truncate">{row.purpose}</b>,
    },
    {
      id: 'state',
      name: t`Where it stands`,
      width: 110,
      text: (row) => label(exportStateLabels, row.state),
      cell: (row) => <ExportBadge state={row.state} />,
    },
    {
      id: 'requested_by',
      name: t`Asked by`,
      width: 110,
      text: (row) => row.requested_by_name,
      cell: (row) => (row.on_server ? t`on the server` : nameOf(row.requested_by, row.requested_by_name)),
    },
    {
      id: 'rows',
      name: t`Row count`,
      width: 80,
      align: 'end',
      text: (row) => String(row.rows_written ?? row.row_count),
      cell: (row) => count(row.rows_written ?? row.row_count),
    },
    {
      id: 'format',
      name: t`Format`,
      width: 70,
      text: (row) => label(exportFormatLabels, row.format),
      cell: (row) => label(exportFormatLabels, row.format),
    },
    {
      id: 'downloads',
      name: t`Fetched`,
      width: 70,
      align: 'end',
      text: (row) => String(row.downloads),
      cell: (row) => (row.downloads === 0 ? '' : count(row.downloads)),
    },
    {
      id: 'created_at',
      name: t`Asked on`,
      width: 170,
      text: (row) => row.created_at,
      cell: (row) => <MyTime at={row.created_at} />,
    },
  ];
}
