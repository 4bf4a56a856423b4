import { Trans, useLingui } from '@lingui/react/macro';
import { FileSpreadsheet, FileUp } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import type { Import, ImportKind } from '@/api';
import { bytes } from '@/shared/format';
import { options } from '@/shared/labels';
import { importKindLabels } from '@/shared/labels/data';
import { Button } from '@/shared/ui/actions/button';
import { Segmented } from '@/shared/ui/actions/segmented';
import { cx } from '@/shared/ui/cx';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Select } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { type Reading, useUpload } from './queries';

const KINDS = '.csv,.txt,.tsv,.xlsx,.xlsm,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** What files from abroad are usually written in, where the guess was wrong. */
const ENCODINGS = ['utf-8', 'gb18030', 'big5', 'cp1250', 'cp1251', 'cp1252', 'shift_jis', 'euc_kr', 'utf-16'];
const AS_FOUND = 'found';
const AS_RECOGNISED: Reading = { encoding: '', delimiter: '', sheet: '', header_row: '' };

/** What files can be dropped on. */
export function DropZone({
  onFile,
  children,
  className,
}: {
  onFile: (file: File) => void;
  children: ReactNode;
  className?: string;
}) {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    <div
      className={cx('relative flex min-h-0 flex-1 flex-col', isOver && 'ring-focus-inside', className)}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
      }}
    >
      {children}
    </div>
  );
}

interface Props {
  /** The file that was dropped; null to choose one. */
  file: File | null;
  /** The import that this one reads otherwise. */
  instead: Import | null;
  onClose: () => void;
  onSent: (id: string) => void;
}

/** Sends a file, and says how to read it where it was recognised wrongly. */
export function UploadDialog({ file: dropped, instead, onClose, onSent }: Props) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState(dropped);
  const [kind, setKind] = useState<ImportKind>(instead?.kind ?? 'customers');
  const [reading, setReading] = useState<Reading>(AS_RECOGNISED);
  const [tells, setTells] = useState(instead !== null);
  const upload = useUpload();
  const put = (part: Partial<Reading>) => setReading({ ...reading, ...part });
  const sheets = instead?.sheets ?? [];
  return (
    <FormDialog
      title={instead ? <Trans>Read {instead.file_name} otherwise</Trans> : <Trans>Import a file</Trans>}
      act={t`Send the file`}
      size="md"
      footnote={<Trans>Nothing is written by this.</Trans>}
      onClose={onClose}
      isReady={file !== null}
      send={async () => {
        if (file) onSent((await upload.mutateAsync({ file, kind, instead, ...reading })).id);
      }}
      shows={(pointer) => pointer in READINGS}
    >
      {({ isAsked, faultAt }) => (
        <>
          <DropZone
            onFile={setFile}
            className="items-center justify-center gap-2 rounded-card border border-dashed border-line-control px-4 py-6 text-center"
          >
            <FileSpreadsheet className="size-5! text-ink-3" aria-hidden />
            {file ? (
              <p>
                <b>{file.name}</b> <span className="text-ink-3">{bytes(file.size)}</span>
              </p>
            ) : (
              <p className={isAsked ? 'text-bad-ink' : 'text-ink-2'}>
                <Trans>Drop a CSV or XLSX file here</Trans>
              </p>
            )}
            <input
              ref={input}
              type="file"
              accept={KINDS}
              className="sr-only"
              tabIndex={-1}
              aria-label={t`File to import`}
              onChange={(event) => setFile(event.target.files?.[0] ?? file)}
            />
            <Button icon={FileUp} autoFocus onPress={() => input.current?.click()}>
              {file ? <Trans>Another file</Trans> : <Trans>Choose a file</Trans>}
            </Button>
            {faultAt('/file') && (
              <p role="alert" className="text-xs text-bad-ink">
                {faultAt('/file')}
              </p>
            )}
          </DropZone>
          <Segmented<ImportKind>
            label={t`What the rows are`}
            className="self-start"
            value={kind}
            onChange={setKind}
            choices={options(importKindLabels)}
          />
          {tells ? (
            <div className="grid grid-cols-2 gap-x-4 gap-y-2.5 max-tablet:grid-cols-1">
              <Select
                label={t`Encoding`}
                choices={[
                  { id: AS_FOUND, name: t`As recognised` },
                  ...ENCODINGS.map((id) => ({ id, name: id.toUpperCase() })),
                ]}
                value={reading.encoding || AS_FOUND}
                onChange={(encoding) => put({ encoding: encoding === AS_FOUND ? '' : encoding })}
                error={faultAt('/encoding')}
              />
              <Select
                label={t`Cells are separated by`}
                choices={[
                  { id: AS_FOUND, name: t`As recognised` },
                  { id: ',', name: t`Comma` },
                  { id: ';', name: t`Semicolon` },
                  { id: '\t', name: t`Tab` },
                  { id: '|', name: t`Vertical bar` },
                ]}
                value={reading.delimiter || AS_FOUND}
                onChange={(delimiter) => put({ delimiter: delimiter === AS_FOUND ? '' : delimiter })}
                error={faultAt('/delimiter')}
              />
              {sheets.length > 0 ? (
                <Select
                  label={t`Sheet`}
                  choices={sheets.map((sheet) => ({ id: sheet, name: sheet }))}
                  value={reading.sheet || (instead?.format.sheet ?? null)}
                  onChange={(sheet) => put({ sheet })}
                  error={faultAt('/sheet')}
                />
              ) : (
                <TextField
                  label={t`Sheet`}
                  value={reading.sheet}
                  onChange={(sheet) => put({ sheet })}
                  placeholder={t`As recognised`}
                  error={faultAt('/sheet')}
                />
              )}
              <TextField
                label={t`Row of the headings`}
                help={t`0 when there are none`}
                inputMode="numeric"
                value={reading.header_row}
                onChange={(row) => put({ header_row: row.replace(/\D/g, '') })}
                placeholder={t`As recognised`}
                error={faultAt('/header_row')}
              />
            </div>
          ) : (
            <Button variant="ghost" className="self-start" onPress={() => setTells(true)}>
              <Trans>Say how to read it</Trans>
            </Button>
          )}
        </>
      )}
    </FormDialog>
  );
}

const READINGS = { '/file': 1, '/encoding': 1, '/delimiter': 1, '/sheet': 1, '/header_row': 1 };
