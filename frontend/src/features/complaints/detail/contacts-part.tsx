import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Footprints, type LucideIcon, Mail, MessageCircle, Phone, PhoneMissed, Plus, Video } from 'lucide-react';
import type { Complaint, ContactRecord, Method } from '@/api';
import { useNames } from '@/shared/directory';
import { count, langOf } from '@/shared/format';
import { dispositionLabels, label, methodLabels } from '@/shared/labels';
import { useMay } from '@/shared/permissions';
import { Button } from '@/shared/ui/actions/button';
import { MyTime } from '@/shared/ui/values/figures';
import { Bone, Skeleton } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { recordsQuery } from '../queries';

const ICONS: Partial<Record<Method, LucideIcon>> = {
  phone: Phone,
  visit: Footprints,
  online_meeting: Video,
  email: Mail,
};

/** What went to and fro with the customer since the complaint was registered. */
export function ContactsPart({ complaint, onLog }: { complaint: Complaint; onLog: () => void }) {
  const sees = useMay('record:read');
  const logs = useMay('record:write') && complaint.archived_at === null;
  const records = useQuery({ ...recordsQuery(complaint.customer_id, sinceOf(complaint)), enabled: sees });
  if (!sees) return null;
  const items = records.data?.items ?? [];
  return (
    <section className="mt-4">
      <header className="flex min-h-7 items-center gap-2">
        <h3 className="text-sm">
          <Trans>To and fro</Trans>
        </h3>
        {records.data && <span className="text-ink-3">{count(records.data.total ?? items.length)}</span>}
        {logs && (
          <Button size="sm" variant="ghost" icon={Plus} keys="l" className="ml-auto" onPress={onLog}>
            <Trans>Log a contact</Trans>
          </Button>
        )}
      </header>
      {records.isPending && (
        <Skeleton>
          <Bone width="70%" className="my-2" />
        </Skeleton>
      )}
      {records.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The contacts were not loaded</Trans>}
          error={records.error}
          onRetry={() => void records.refetch()}
        />
      )}
      {records.isSuccess && items.length === 0 && (
        <p className="text-ink-3">
          <Trans>No contact with the customer since.</Trans>
        </p>
      )}
      <ul>
        {items.map((record) => (
          <RecordLine key={record.id} record={record} />
        ))}
      </ul>
    </section>
  );
}

/** Contacts shortly before the registration belong to it: the call in which it was heard. */
export const sinceOf = (complaint: Pick<Complaint, 'registered_at'>) =>
  new Date(Date.parse(complaint.registered_at) - 86_400_000).toISOString();

/** What a contact was, in a few words. */
export function wordsOf(record: ContactRecord): string {
  return (
    record.outcome ??
    record.key_points ??
    (record.disposition ? label(dispositionLabels, record.disposition) : label(methodLabels, record.method))
  );
}

function RecordLine({ record }: { record: ContactRecord }) {
  const nameOf = useNames();
  const Icon = record.method === 'phone' && !record.reached ? PhoneMissed : (ICONS[record.method] ?? MessageCircle);
  const words = wordsOf(record);
  return (
    <li className="flex items-start gap-2 border-t border-line py-1.5">
      <Icon className="icon-sm mt-0.75 text-ink-3" aria-label={label(methodLabels, record.method)} />
      <span className="min-w-0 flex-1">
        {record.disposition && <b>{label(dispositionLabels, record.disposition)} </b>}
        <span lang={langOf(words)}>{words}</span>
      </span>
      <span className="flex-none text-right text-xs text-ink-3">
        <MyTime at={record.started_at} /> {nameOf(record.author_id, record.author_name)}
      </span>
    </li>
  );
}
