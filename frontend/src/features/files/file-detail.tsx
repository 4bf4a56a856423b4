import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FileListed } from '@/api';
import { useNames } from '@/shared/directory';
import { bytes } from '@/shared/format';
import { useMay } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { Facts, Section } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { downloadsQuery } from './queries';
import { contentOf, isPicture, isSound, recordOf, standsIn } from './words';

/** One file: the picture itself, where it stands, who sent it, and who fetched it since. */
export function FileDetail({ file }: { file: FileListed }) {
  const { t } = useLingui();
  const nameOf = useNames();
  const seesHistory = useMay('history:read');
  const record = recordOf(file);
  return (
    <>
      {isPicture(file) && <Preview file={file} />}
      {isSound(file) && (
        <Section>
          {/* Speech between two people, heard by who may: there is nothing to caption it with. */}
          {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
          <audio controls preload="none" className="h-9 w-full" src={contentOf(file)} />
        </Section>
      )}
      <Section title={<Trans>The file</Trans>}>
        <Facts
          facts={[
            { name: t`Name`, value: <span className="break-words">{file.name}</span> },
            {
              name: t`Stands in`,
              value: record ? <RecordLink {...record}>{standsIn(file)}</RecordLink> : standsIn(file),
            },
            {
              name: t`Customer`,
              value: file.customer_id && (
                <RecordLink kind="customer" id={file.customer_id}>
                  {file.customer_name}
                </RecordLink>
              ),
            },
            { name: t`Sent by`, value: nameOf(file.uploaded_by, file.uploaded_by_name) },
            { name: t`Sent on`, value: <MyTime at={file.uploaded_at} /> },
            { name: t`Size`, value: `${bytes(file.size)} · ${file.content_type}` },
          ]}
        />
      </Section>
      {seesHistory && <Downloads fileId={file.id} />}
    </>
  );
}

/** Shown when asked for: each look is a download, noted with who and when. */
function Preview({ file }: { file: FileListed }) {
  const [isShown, setShown] = useState(false);
  return (
    <Section>
      {isShown ? (
        <img
          src={contentOf(file)}
          alt={file.name}
          className="max-h-[60vh] w-full rounded-card border border-line bg-surface-2 object-contain"
        />
      ) : (
        <div className="flex flex-col items-start gap-1">
          <Button variant="primary" onPress={() => setShown(true)}>
            <Trans>Show the picture</Trans>
          </Button>
          <p className="text-xs text-ink-3">
            <Trans>Who looked at it, and when, is kept.</Trans>
          </p>
        </div>
      )}
    </Section>
  );
}

function Downloads({ fileId }: { fileId: string }) {
  const downloads = useInfiniteQuery(downloadsQuery(fileId));
  const nameOf = useNames();
  const rows = downloads.data?.rows ?? [];
  const total = downloads.data?.total ?? 0;
  return (
    <Section
      title={<Trans>Fetched by</Trans>}
      note={downloads.isSuccess && <Plural value={total} one="# time" other="# times" />}
    >
      {downloads.isPending && <SkeletonLines lines={2} />}
      {downloads.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The downloads were not loaded</Trans>}
          error={downloads.error}
          onRetry={() => void downloads.refetch()}
        />
      )}
      {downloads.isSuccess && rows.length === 0 && (
        <p className="text-ink-3">
          <Trans>Nobody has fetched it.</Trans>
        </p>
      )}
      <ul>
        {rows.map((row) => (
          <li key={row.id} className="flex justify-between gap-2 py-0.5">
            <span>{nameOf(row.user_id, row.user_name)}</span>
            <MyTime at={row.at} />
          </li>
        ))}
      </ul>
      {downloads.hasNextPage && (
        <Button
          size="sm"
          variant="ghost"
          isBusy={downloads.isFetchingNextPage}
          onPress={() => void downloads.fetchNextPage()}
        >
          <Trans>Show earlier ones</Trans>
        </Button>
      )}
    </Section>
  );
}
