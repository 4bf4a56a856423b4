import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { FileText, FileUp, Image, X } from 'lucide-react';
import { useRef } from 'react';
import { api, unwrap } from '@/api/client';
import { once } from '@/api/idempotency';
import { isApiError } from '@/api/problem';
import { bytes } from '@/shared/format';
import { Button } from '@/shared/ui/actions/button';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { problemText } from '@/shared/ui/feedback/problem-text';

/** A file as it hangs on a record, or as it was sent to hang there. */
export interface FileLike {
  id: string;
  name: string;
  size: number;
  content_type: string;
}

/** Sends one file; name its id where a record asks for files. */
export async function sendFile(file: File): Promise<FileLike> {
  const form = new FormData();
  form.append('file', file);
  const intent = { name: file.name, size: file.size, at: file.lastModified };
  return once(`file:${file.name}`, intent, (key) =>
    unwrap(
      api.POST('/v1/files', {
        body: { file: '' },
        bodySerializer: () => form,
        params: { header: { 'Idempotency-Key': key } },
      }),
    ),
  );
}

interface FileFieldProps {
  label: string;
  files: readonly FileLike[];
  onChange: (files: FileLike[]) => void;
  size?: 'sm' | 'md';
}

/** Files to go with a record: chosen, sent at once, taken out again. */
export function FileField({ label, files, onChange, size = 'md' }: FileFieldProps) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const send = useMutation({
    meta: { handles: [400, 413, 415, 422] },
    mutationFn: async (chosen: readonly File[]) => {
      const sent: FileLike[] = [];
      for (const file of chosen) {
        // One after the other: the server counts them against one person's limit.
        // oxlint-disable-next-line no-await-in-loop
        sent.push(await sendFile(file));
      }
      onChange([...files, ...sent]);
    },
  });
  return (
    <div className="flex flex-col items-start gap-1">
      <input
        ref={input}
        type="file"
        multiple
        className="sr-only"
        tabIndex={-1}
        aria-label={label}
        onChange={(event) => {
          send.mutate([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <Button size={size} icon={FileUp} isBusy={send.isPending} onPress={() => input.current?.click()}>
        {label}
      </Button>
      {files.map((file) => (
        <span key={file.id} className="flex max-w-full items-center gap-1 text-xs">
          <FileText className="icon-xs text-ink-3" aria-hidden />
          <span className="truncate">{file.name}</span>
          <IconButton
            icon={X}
            size="sm"
            label={t`Take out ${file.name}`}
            onPress={() => onChange(files.filter((each) => each.id !== file.id))}
          />
        </span>
      ))}
      {send.isError && (
        <p role="alert" className="text-xs text-bad-ink">
          {isApiError(send.error) ? problemText(send.error) : <Trans>The file was not sent.</Trans>}
        </p>
      )}
    </div>
  );
}

/** Files of a record, each to be opened. */
export function FileLinks({ files }: { files: readonly FileLike[] }) {
  if (files.length === 0) return null;
  return (
    <span className="flex flex-wrap gap-1.5">
      {files.map((file) => {
        const Icon = file.content_type.startsWith('image/') ? Image : FileText;
        return (
          <a
            key={file.id}
            href={`/v1/files/${file.id}/content`}
            download={file.name}
            title={bytes(file.size)}
            className="inline-flex h-6 max-w-full items-center gap-1.25 rounded-control border border-line-2 bg-button px-2 text-xs text-ink no-underline hover:bg-button-hover coarse:h-11"
          >
            <Icon className="icon-xs text-ink-3" aria-hidden />
            <span className="truncate">{file.name}</span>
          </a>
        );
      })}
    </span>
  );
}
