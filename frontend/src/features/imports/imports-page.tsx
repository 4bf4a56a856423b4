import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import type { ImportKind, ImportLine, ImportState } from '@/api';
import { useNames } from '@/shared/directory';
import { count } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { label, options } from '@/shared/labels';
import { importKindLabels, importStateLabels } from '@/shared/labels/data';
import { useMay, useMe } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { MyTime } from '@/shared/ui/values/figures';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { Select } from '@/shared/ui/forms/select';
import { Empty, Hidden, PartError } from '@/shared/ui/feedback/states';
import { DataTable, type TableColumn } from '@/shared/ui/table';
import { type ImportsChoice, importsQuery } from './queries';
import { ImportBadge } from './rows/row-words';
import { DropZone, UploadDialog } from './upload-dialog';

const ANY = 'any';

interface Props {
  choice: ImportsChoice;
  onChoice: (choice: ImportsChoice) => void;
  onOpen: (id: string) => void;
}

/** Files that were sent to be imported: where each stands and what became of its rows; and sending another. */
export function ImportsPage({ choice, onChoice, onOpen }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const runs = useMay('import:run');
  const seesOthers = useMay('import:run', 'team');
  const [upload, setUpload] = useState<{ file: File | null } | null>(null);
  const list = useInfiniteQuery({ ...importsQuery(choice, me.id), enabled: runs });
  const columns = useColumns();
  useHotkeys([{ keys: 'c', name: t`Import a file`, group: 'list', run: () => setUpload({ file: null }), isOn: runs }]);
  if (!runs) {
    return (
      <>
        <PanelHeader title={t`Import`} />
        <Hidden className="p-6" title={<Trans>Importing is not open to you</Trans>}>
          <Trans>Reps, leads and managers import. Give them your file.</Trans>
        </Hidden>
      </>
    );
  }
  const rows = list.data?.rows ?? [];
  return (
    <>
      <PanelHeader
        title={t`Import`}
        actions={
          <Button variant="primary" icon={FileUp} keys="c" onPress={() => setUpload({ file: null })}>
            <Trans>Import a file</Trans>
          </Button>
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
        <Select<ImportState | 'any' | 'screening'>
          label={t`Where it stands`}
          hidesLabel
          size="sm"
          value={choice.screening ? 'screening' : (choice.state ?? ANY)}
          onChange={(state) =>
            onChoice({
              ...choice,
              screening: state === 'screening',
              state: state === 'screening' || state === ANY ? null : state,
            })
          }
          choices={[
            { id: ANY, name: t`Wherever they stand` },
            { id: 'screening', name: t`Rows wait for screening` },
            ...options(importStateLabels),
          ]}
        />
        <Select<ImportKind | 'any'>
          label={t`What the rows are`}
          hidesLabel
          size="sm"
          value={choice.kind ?? ANY}
          onChange={(kind) => onChoice({ ...choice, kind: kind === ANY ? null : kind })}
          choices={[{ id: ANY, name: t`Customers and records` }, ...options(importKindLabels)]}
        />
      </Strip>
      {list.isError ? (
        <PartError
          title={<Trans>The imports were not loaded</Trans>}
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      ) : (
        <DropZone onFile={(file) => setUpload({ file })}>
          <DataTable<ImportLine>
            label={t`Imports`}
            columns={columns}
            rows={rows}
            idOf={(row) => row.id}
            onOpen={(row) => onOpen(row.id)}
            isLoading={list.isPending}
            hasMore={list.hasNextPage}
            onMore={() => void list.fetchNextPage()}
            total={list.data?.total ?? null}
            empty={
              <Empty className="py-16" icon={FileUp} title={<Trans>No import yet</Trans>}>
                <Trans>
                  Drop a CSV or XLSX file here, or choose one. Nothing is written before you have seen what would become
                  of every row.
                </Trans>
              </Empty>
            }
          />
        </DropZone>
      )}
      <footer className="flex h-7.5 flex-none items-center gap-4 border-t border-line bg-surface-2 px-4 text-xs text-ink-3">
        {list.data && (
          <span>
            <Plural value={list.data.total ?? rows.length} one="# import" other="# imports" />
          </span>
        )}
        <span className="ml-auto max-tablet:hidden">
          <Trans>A file can also be dropped onto the list</Trans>
        </span>
      </footer>
      {upload && <UploadDialog file={upload.file} instead={null} onClose={() => setUpload(null)} onSent={onOpen} />}
    </>
  );
}

function useColumns(): readonly TableColumn<ImportLine>[] {
  const { t } = useLingui();
  const nameOf = useNames();
  const number = (id: string, name: string, of: (row: ImportLine) => number): TableColumn<ImportLine> => ({
    id,
    name,
    width: 90,
    align: 'end',
    text: (row) => String(of(row)),
    cell: (row) => (of(row) === 0 ? '' : count(of(row))),
  });
  return [
    {
      id: 'file_name',
      name: t`File`,
      width: 170,
      grows: true,
      isPinned: true,
      text: (row) => row.file_name,
      cell: (row) => <b className="truncate">{row.file_name}</b>,
    },
    {
      id: 'state',
      name: t`Where it stands`,
      width: 110,
      text: (row) => label(importStateLabels, row.state),
      cell: (row) => <ImportBadge state={row.state} />,
    },
    {
      id: 'kind',
      name: t`Rows are`,
      width: 100,
      text: (row) => label(importKindLabels, row.kind),
      cell: (row) => label(importKindLabels, row.kind),
    },
    number('rows', t({ context: 'import', message: 'Rows' }), (row) => row.counts.rows),
    number('created', t({ context: 'rows', message: 'Entered' }), (row) => row.counts.created + row.counts.to_create),
    number('updated', t({ context: 'rows', message: 'Changed' }), (row) => row.counts.updated + row.counts.to_update),
    number('unchanged', t`Unchanged`, (row) => row.counts.unchanged),
    number('screening', t`To screen`, (row) => row.counts.screening),
    number('rejected', t({ context: 'rows', message: 'Refused' }), (row) => row.counts.rejected),
    {
      id: 'created_by',
      name: t`Sent by`,
      width: 110,
      text: (row) => nameOf(row.created_by),
      cell: (row) => nameOf(row.created_by),
    },
    {
      id: 'created_at',
      name: t`Sent`,
      width: 185,
      text: (row) => row.created_at,
      cell: (row) => <MyTime at={row.created_at} />,
    },
  ];
}
