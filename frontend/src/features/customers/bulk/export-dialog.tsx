import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Download, Stamp } from 'lucide-react';
import { useState } from 'react';
import { type CustomersSearch, type ExportColumnKey, type ExportFormat, api, once, unwrap } from '@/api';
import { bytes, count } from '@/shared/format';
import { options } from '@/shared/labels';
import { exportFormatLabels } from '@/shared/labels/views';
import { Button, look } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { Dialog } from '@/shared/ui/overlays/dialog';
import { Note } from '@/shared/ui/feedback/note';
import type { Selection } from '@/shared/ui/table';
import { TextField } from '@/shared/ui/forms/text-field';
import { exportColumnsQuery, exportLimitQuery, exportQuery } from '../queries';

interface Props {
  selection: Selection;
  body: CustomersSearch;
  chosen: number | null;
  /** The columns that the list shows. */
  columns: readonly string[];
  onClose: () => void;
}

/** How many customers one export can name one by one. */
export const MOST_BY_NAME = 100;

const NAMES: Record<string, readonly ExportColumnKey[]> = {
  place: ['country', 'city'],
  owner_id: ['owner'],
  phone: ['phones'],
  email: ['emails'],
  local_time: ['zone'],
};

function filterOf(selection: Selection, body: CustomersSearch) {
  if (selection.kind === 'some') return { field: 'id', op: 'in', value: [...selection.ids] };
  const except = [...selection.except];
  if (except.length === 0) return body.filter;
  const rest = { not: { field: 'id', op: 'in', value: except } };
  return body.filter ? { and: [body.filter, rest] } : rest;
}

/** Asks for the selected customers as a file: who must approve is said before, and the file is fetched here once it is there. */
export function ExportDialog({ selection, body, chosen, columns, onClose }: Props) {
  const { t } = useLingui();
  const [format, setFormat] = useState<ExportFormat>('xlsx');
  const [what, setWhat] = useState<'shown' | 'all'>('shown');
  const [purpose, setPurpose] = useState('');
  const [isAsked, setAsked] = useState(false);
  const limit = useQuery(exportLimitQuery).data;
  const known = useQuery(exportColumnsQuery).data;
  const ask = useMutation({
    mutationFn: () => {
      const all = (known ?? []).filter((column) => !column.masked).map((column) => column.key as ExportColumnKey);
      const shown = columns.flatMap((id) => NAMES[id] ?? [id as ExportColumnKey]).filter((key) => all.includes(key));
      const filter = filterOf(selection, body);
      const order = {
        format,
        purpose: purpose.trim(),
        columns: what === 'shown' ? shown : all,
        ...(filter && { filter }),
      };
      return once('export', order, (key) =>
        unwrap(api.POST('/v1/exports', { body: order, params: { header: { 'Idempotency-Key': key } } })),
      );
    },
  });
  const made = useQuery({ ...exportQuery(ask.data?.id ?? ''), enabled: ask.isSuccess });
  const file = made.data ?? ask.data;
  const waits = limit !== undefined && chosen !== null && chosen > limit;
  const tooManyNames = selection.kind === 'some' && selection.ids.size > MOST_BY_NAME;
  const most = count(MOST_BY_NAME);
  const free = limit === undefined ? '' : count(limit);

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={
        <Trans>
          Export <Plural value={file?.row_count ?? chosen ?? 0} one="# customer" other="# customers" />
        </Trans>
      }
      footer={
        <>
          <Button onPress={onClose}>{file ? <Trans>Close</Trans> : <Trans>Cancel</Trans>}</Button>
          {file?.state === 'produced' ? (
            <a href={`/v1/exports/${file.id}/file`} download className={look({ variant: 'primary' })}>
              <Download className="icon-sm" aria-hidden />
              <Trans>Download {bytes(file.size_bytes ?? 0)}</Trans>
            </a>
          ) : (
            !file &&
            !tooManyNames && (
              <Button
                variant="primary"
                isBusy={ask.isPending}
                onPress={() => {
                  setAsked(true);
                  if (purpose.trim() !== '') ask.mutate();
                }}
              >
                {waits ? <Trans>Ask for approval</Trans> : <Trans>Make the file</Trans>}
              </Button>
            )
          )}
        </>
      }
    >
      {file ? (
        <p role="status" className="py-2">
          {file.state === 'requested' && (
            <Trans>
              Somebody who approves exports decides on it. You are alerted, and find the file under exports.
            </Trans>
          )}
          {file.state === 'approved' && (
            <Trans>The file is being made. You may close this; an alert tells when it is there.</Trans>
          )}
          {file.state === 'produced' && <Trans>The file is there. Each download is noted.</Trans>}
          {(file.state === 'denied' || file.state === 'expired') && <Trans>There is no file any more.</Trans>}
        </p>
      ) : (
        <div className="flex flex-col gap-3 py-2">
          {tooManyNames && (
            <Note tone="warn">
              <Trans>Up to {most} customers can be exported one by one. Select all by filter for more.</Trans>
            </Note>
          )}
          {waits && (
            <Note tone="hold" icon={Stamp}>
              <Trans>More than {free} rows wait for another person’s approval.</Trans>
            </Note>
          )}
          <TextField
            label={t`Purpose`}
            isRequired
            value={purpose}
            onChange={setPurpose}
            error={
              isAsked && purpose.trim() === '' ? t`Say what the file is for. It stays with the export.` : undefined
            }
            autoFocus
          />
          <Segmented
            label={t`Columns`}
            className="self-start"
            value={what}
            onChange={setWhat}
            choices={[
              { id: 'shown', name: t`Columns shown` },
              { id: 'all', name: t`All columns` },
            ]}
          />
          <Segmented
            label={t`Format`}
            className="self-start"
            value={format}
            onChange={setFormat}
            choices={options(exportFormatLabels)}
          />
        </div>
      )}
    </Dialog>
  );
}
