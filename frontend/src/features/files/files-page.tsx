import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Download, FileText } from 'lucide-react';
import { createElement, useState } from 'react';
import type { FileListed } from '@/api';
import { useNames } from '@/shared/directory';
import { bytes } from '@/shared/format';
import { useMay, useMe } from '@/shared/permissions';
import { look } from '@/shared/ui/actions/button';
import { FilterChip } from '@/shared/ui/actions/chip';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Drawer } from '@/shared/ui/overlays/dialog';
import { MyTime } from '@/shared/ui/values/figures';
import { PanelHeader, Strip } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { EndlessTable } from '@/shared/ui/lists/endless';
import { Empty, Hidden } from '@/shared/ui/feedback/states';
import type { TableColumn } from '@/shared/ui/table';
import { SearchField } from '@/shared/ui/forms/text-field';
import { FileDetail } from './file-detail';
import { FILE_KINDS, type FileKind, type FilesChoice, filesQuery } from './queries';
import { contentOf, iconOf, standsIn } from './words';

interface Props {
  choice: FilesChoice;
  onChoice: (choice: FilesChoice) => void;
}

/** Every file that hangs on a record one sees: found by its name, its kind and who sent it. */
export function FilesPage({ choice, onChoice }: Props) {
  const { t } = useLingui();
  const reads = useMay('file:read');
  if (!reads) {
    return (
      <>
        <PanelHeader title={t`Files`} />
        <Hidden className="p-6" title={<Trans>Files are hidden from you</Trans>}>
          <Trans>Who works with the records they stand in sees them.</Trans>
        </Hidden>
      </>
    );
  }
  return (
    <>
      <PanelHeader title={t`Files`} />
      <Files choice={choice} onChoice={onChoice} customerId={null} />
    </>
  );
}

/** The files of one customer, over all its records. */
export function CustomerFiles({ customerId }: { customerId: string }) {
  const [choice, setChoice] = useState<FilesChoice>({ kind: 'any', q: '', sender: null });
  return <Files choice={choice} onChoice={setChoice} customerId={customerId} />;
}

function Files({ choice, onChoice, customerId }: Props & { customerId: string | null }) {
  const { t } = useLingui();
  const me = useMe();
  const nameOf = useNames();
  const [open, setOpen] = useState<FileListed | null>(null);
  const list = useInfiniteQuery(filesQuery(choice, customerId));
  const rows = list.data?.rows ?? [];
  const columns = useColumns(customerId === null);
  const names: Record<FileKind, string> = {
    any: t`All files`,
    picture: t`Pictures`,
    document: t`Documents`,
    sound: t`Recordings`,
  };
  const isNarrowed = choice.kind !== 'any' || choice.q !== '' || choice.sender !== null;
  return (
    <>
      <Strip className="overflow-x-auto">
        <SearchField label={t`Name of the file`} value={choice.q} onChange={(q) => onChoice({ ...choice, q })} />
        <Segmented<FileKind>
          label={t`What sort of file`}
          value={choice.kind}
          onChange={(kind) => onChoice({ ...choice, kind })}
          choices={FILE_KINDS.map((id) => ({ id, name: names[id] }))}
        />
        {choice.sender === null ? (
          <button type="button" className={look({ size: 'sm' })} onClick={() => onChoice({ ...choice, sender: me.id })}>
            <Trans>Sent by me</Trans>
          </button>
        ) : (
          <FilterChip
            field={t`Sent by`}
            operator={t({ context: 'operator', message: 'is' })}
            value={nameOf(choice.sender)}
            onRemove={() => onChoice({ ...choice, sender: null })}
          />
        )}
        {list.data && (
          <span className="ml-auto text-xs whitespace-nowrap text-ink-3">
            <Plural value={list.data.total ?? rows.length} one="# file" other="# files" />
          </span>
        )}
      </Strip>
      <EndlessTable<FileListed>
        label={t`Files`}
        list={list}
        failed={<Trans>The files were not loaded</Trans>}
        columns={columns}
        idOf={(row) => row.id}
        onOpen={setOpen}
        onPeek={setOpen}
        empty={
          <Empty
            className="py-16"
            icon={FileText}
            title={isNarrowed ? <Trans>No file like that</Trans> : <Trans>No file yet</Trans>}
          >
            <Trans>Contracts, proposals, findings and recordings bring their files here.</Trans>
          </Empty>
        }
      />
      <Drawer
        isOpen={open !== null}
        onClose={() => setOpen(null)}
        title={open?.name ?? ''}
        actions={
          open && (
            <a href={contentOf(open)} download={open.name} className={look({ size: 'sm' })}>
              <Download className="icon-sm" aria-hidden />
              <Trans>Download</Trans>
            </a>
          )
        }
      >
        {open && <FileDetail key={open.id} file={open} />}
      </Drawer>
    </>
  );
}

function useColumns(namesCustomer: boolean): readonly TableColumn<FileListed>[] {
  const { t } = useLingui();
  const nameOf = useNames();
  const customer: TableColumn<FileListed> = {
    id: 'customer',
    name: t`Customer`,
    width: 220,
    text: (row) => row.customer_name ?? '',
    cell: (row) =>
      row.customer_id && (
        <RecordLink kind="customer" id={row.customer_id} className="truncate">
          {row.customer_name}
        </RecordLink>
      ),
  };
  return [
    {
      id: 'name',
      name: t`Name`,
      width: 280,
      isPinned: true,
      grows: true,
      text: (row) => row.name,
      cell: (row) => (
        <span className="flex min-w-0 items-center gap-1.5">
          {createElement(iconOf(row), { className: 'icon-sm flex-none text-ink-3', 'aria-hidden': true })}
          <b className="truncate">{row.name}</b>
        </span>
      ),
    },
    { id: 'stands_in', name: t`Stands in`, width: 180, text: standsIn, cell: standsIn },
    ...(namesCustomer ? [customer] : []),
    {
      id: 'sender',
      name: t`Sent by`,
      width: 110,
      text: (row) => row.uploaded_by_name,
      cell: (row) => nameOf(row.uploaded_by, row.uploaded_by_name),
    },
    {
      id: 'uploaded_at',
      name: t`Sent on`,
      width: 210,
      text: (row) => row.uploaded_at,
      cell: (row) => <MyTime at={row.uploaded_at} />,
    },
    {
      id: 'size',
      name: t`Size`,
      width: 90,
      align: 'end',
      text: (row) => String(row.size),
      cell: (row) => bytes(row.size),
    },
    {
      id: 'download',
      name: t`Download`,
      width: 90,
      align: 'end',
      text: () => '',
      cell: (row) => (
        <a
          href={contentOf(row)}
          download={row.name}
          aria-label={t`Download ${row.name}`}
          className={look({ size: 'sm', variant: 'ghost' })}
        >
          <Download className="icon-sm" aria-hidden />
        </a>
      ),
    },
  ];
}
