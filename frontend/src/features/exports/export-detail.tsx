import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Check, Download, EyeOff, X } from 'lucide-react';
import { useState } from 'react';
import type { Export } from '@/api';
import { useNames } from '@/shared/directory';
import { bytes, count, joined } from '@/shared/format';
import { label } from '@/shared/labels';
import { exportFormatLabels } from '@/shared/labels/views';
import { useMe } from '@/shared/permissions';
import { Button, look } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Note } from '@/shared/ui/feedback/note';
import { Facts, Section } from '@/shared/ui/layout/panel';
import { PartError } from '@/shared/ui/feedback/states';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { type ExportMove, columnsQuery, downloadsQuery, useExportMove } from './queries';
import { ExportBadge, FilterWords } from './words';

/** One export: what was asked and why, what was decided, the file, and who fetched it. */
export function ExportDetail({ order }: { order: Export }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const nameOf = useNames();
  const headings = useQuery(columnsQuery(i18n.locale)).data;
  const downloads = useQuery({ ...downloadsQuery(order.id), enabled: order.downloads > 0 });
  const [move, setMove] = useState<ExportMove | null>(null);
  const whoAsked = nameOf(order.requested_by, order.requested_by_name);
  const headingOf = (key: string) => headings?.get(key) ?? key;
  const can = (name: ExportMove) => order.allowed_moves.includes(name);
  return (
    <>
      <Section>
        <div className="flex flex-wrap items-center gap-2">
          <b className="min-w-0 text-md">{order.purpose}</b>
          <ExportBadge state={order.state} />
        </div>
        <p className="text-ink-3">
          {order.on_server ? <Trans>on the server</Trans> : whoAsked} <MyTime at={order.created_at} />
        </p>
        {order.state === 'produced' && (
          <a
            href={`/v1/exports/${order.id}/file`}
            download
            className={`${look({ variant: order.requested_by === me.id ? 'primary' : 'default' })} mt-2.5`}
          >
            <Download className="icon-sm" aria-hidden />
            <Trans>Download {bytes(order.size_bytes ?? 0)}</Trans>
          </a>
        )}
        {order.state === 'requested' && (can('approve') || can('deny')) && (
          <div className="mt-2.5 flex gap-2">
            {can('approve') && (
              <Button variant="primary" icon={Check} onPress={() => setMove('approve')}>
                <Trans>Approve {count(order.row_count)} rows</Trans>
              </Button>
            )}
            {can('deny') && (
              <Button icon={X} onPress={() => setMove('deny')}>
                <Trans>Deny</Trans>
              </Button>
            )}
          </div>
        )}
        {order.state === 'requested' && order.requested_by === me.id && (
          <p className="mt-2 text-ink-2">
            <Trans>Waits for somebody who approves exports. An alert tells you.</Trans>
          </p>
        )}
        {order.state === 'approved' && (
          <p role="status" className="mt-2 text-ink-2">
            <Trans>The file is being made.</Trans>
          </p>
        )}
        {order.expires_at && order.state === 'produced' && (
          <p className="mt-2 text-xs text-ink-3">
            <Trans>
              There until <MyTime at={order.expires_at} />. Each download is noted.
            </Trans>
          </p>
        )}
      </Section>
      {order.decided_at && (
        <Section title={<Trans>Decision</Trans>}>
          <p>
            {order.state === 'denied' ? (
              <Trans>
                Denied by {nameOf(order.decided_by)}, <MyTime at={order.decided_at} />
              </Trans>
            ) : (
              <Trans>
                Approved by {nameOf(order.decided_by)}, <MyTime at={order.decided_at} />
              </Trans>
            )}
          </p>
          {order.reason && <p className="text-ink-2">{order.reason}</p>}
        </Section>
      )}
      <Section
        title={<Trans>Which customers</Trans>}
        note={<Plural value={order.row_count} one="# row" other="# rows" />}
      >
        <FilterWords filter={order.filter} />
      </Section>
      <Section title={<Trans>Columns</Trans>} note={<span>{order.columns.length}</span>}>
        <p className="text-ink-2">{joined(order.columns.map(headingOf))}</p>
        {order.masked_columns.length > 0 && (
          <Note tone="mute" icon={EyeOff} className="mt-2">
            <Trans>Left empty, hidden from who asked: {joined(order.masked_columns.map(headingOf))}</Trans>
          </Note>
        )}
      </Section>
      <Section title={<Trans>The file</Trans>}>
        <Facts
          facts={[
            { name: t`Format`, value: label(exportFormatLabels, order.format) },
            ...(order.produced_at
              ? [
                  { name: t`Ready`, value: <MyTime at={order.produced_at} /> },
                  { name: t`Row count`, value: count(order.rows_written ?? 0) },
                  { name: t`Size`, value: bytes(order.size_bytes ?? 0) },
                ]
              : []),
            ...(order.sha256
              ? [{ name: 'SHA-256', value: <span className="break-all text-xs">{order.sha256}</span> }]
              : []),
          ]}
        />
      </Section>
      {order.downloads > 0 && (
        <Section title={<Trans>Fetched by</Trans>} note={count(order.downloads)}>
          {downloads.isError && (
            <PartError
              title={<Trans>The downloads were not loaded</Trans>}
              error={downloads.error}
              onRetry={() => void downloads.refetch()}
            />
          )}
          <ul className="flex flex-col gap-1">
            {downloads.data?.items.map((each) => (
              <li key={each.id} className="flex justify-between gap-2">
                {nameOf(each.user_id, each.user_name)}
                <MyTime at={each.at} className="text-ink-3" />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {move && <DecideDialog order={order} move={move} onClose={() => setMove(null)} />}
    </>
  );
}

interface DecideProps {
  order: Export;
  move: ExportMove;
  onClose: () => void;
}

function DecideDialog({ order, move, onClose }: DecideProps) {
  const { t } = useLingui();
  const [reason, setReason] = useState('');
  const nameOf = useNames();
  const whoAsked = nameOf(order.requested_by, order.requested_by_name);
  const decide = useExportMove();
  const isDenial = move === 'deny';
  const rows = count(order.row_count);
  return (
    <FormDialog
      title={
        isDenial ? <Trans>Deny the export of {rows} rows?</Trans> : <Trans>Approve the export of {rows} rows?</Trans>
      }
      act={isDenial ? t`Deny` : t`Approve`}
      isDanger={isDenial}
      onClose={onClose}
      isReady={!isDenial || reason.trim() !== ''}
      send={() => decide.mutateAsync({ order, move, reason: reason.trim() || null })}
      onDone={() => toast.done(isDenial ? t`Denied` : t`Approved; the file is being made`)}
      shows={(pointer) => pointer === '/reason'}
    >
      {({ isAsked, faultAt }) => (
        <>
          <p>
            {whoAsked}: {order.purpose}
          </p>
          <TextField
            label={t`Why`}
            isRequired={isDenial}
            autoFocus
            value={reason}
            onChange={setReason}
            error={faultAt('/reason') ?? (isAsked && isDenial && reason.trim() === '' ? t`Say why.` : undefined)}
          />
        </>
      )}
    </FormDialog>
  );
}
