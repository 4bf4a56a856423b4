import { Trans } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import { Mail, MessagesSquare, PhoneIncoming, PhoneOff, PhoneOutgoing, Quote, Video, Footprints } from 'lucide-react';
import type { CallCard, CallRecord, PlannedContact } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { useObjections } from '@/shared/objections';
import { checklistLabels, dispositionLabels, intentLabels, label, methodLabels } from '@/shared/labels';
import { Badge } from '@/shared/ui/values/badge';
import { LocalTime } from '@/shared/ui/values/figures';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';

interface Props {
  item: PlannedContact | null;
  zone: string;
  card: UseQueryResult<CallCard>;
}

/** What was said so far: the last contacts with their results, and the objections heard in them. */
export function Conversation({ item, zone, card }: Props) {
  const { word } = useObjections();
  const records = card.data?.last_contacts ?? [];
  const objections = [...new Set(records.flatMap((record) => record.objections))];
  return (
    <div className="min-w-0 flex-1 overflow-auto px-5 py-3">
      {item && <Aim item={item} />}
      {objections.length > 0 && (
        <>
          <h3 className="mt-4 mb-1.5 text-xs text-ink-3">
            <Trans>Objections heard before</Trans>
          </h3>
          <p className="flex flex-wrap gap-1.5">
            {objections.map((code) => (
              <Badge key={code} tone="info">
                {word(code)}
              </Badge>
            ))}
          </p>
        </>
      )}
      <h3 className="mt-4 mb-1 text-xs text-ink-3">
        <Trans>Last contacts</Trans>
      </h3>
      {card.isPending && <SkeletonLines lines={6} />}
      {card.isError && (
        <PartError
          className="px-0!"
          title={<Trans>The last contacts were not loaded</Trans>}
          error={card.error}
          onRetry={() => void card.refetch()}
        />
      )}
      {card.isSuccess && records.length === 0 && (
        <Empty icon={MessagesSquare} title={<Trans>No contact yet</Trans>}>
          <Trans>This call is the first one.</Trans>
        </Empty>
      )}
      <ol>
        {records.map((record) => (
          <Said key={record.id} record={record} zone={zone} />
        ))}
      </ol>
    </div>
  );
}

function Aim({ item }: { item: PlannedContact }) {
  return (
    <>
      <p className="flex items-center gap-2 text-xs text-ink-3">
        <Quote className="icon-sm" aria-hidden />
        <Trans>Aim of this call</Trans>
      </p>
      <p lang={langOf(item.aim)} className="mt-1 text-script">
        {item.aim}
      </p>
      {item.checklist.length > 0 && (
        <ul className="mt-1 list-disc pl-5 text-ink-2">
          {item.checklist.map((step) => (
            <li key={step}>{label(checklistLabels, step)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Said({ record, zone }: { record: CallRecord; zone: string }) {
  const { word } = useObjections();
  const nameOf = useNames();
  return (
    <li className="flex gap-2.5 border-b border-line py-2 last:border-b-0">
      <Mark record={record} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap justify-between gap-x-3">
          <b>
            {record.disposition ? label(dispositionLabels, record.disposition) : label(methodLabels, record.method)}
          </b>
          <LocalTime at={record.started_at} zone={zone} date className="text-xs text-ink-3" />
        </p>
        {(record.key_points ?? record.outcome) && (
          <p className="text-md" lang={langOf(record.key_points ?? record.outcome ?? '')}>
            {record.key_points ?? record.outcome}
          </p>
        )}
        <p className="text-xs text-ink-3">
          {[
            record.contact_name,
            nameOf(record.author_id, record.author_name),
            record.intent_level && label(intentLabels, record.intent_level),
            ...record.objections.map(word),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
    </li>
  );
}

/** By what means, and whether it reached somebody. */
export function Mark({ record }: { record: CallRecord }) {
  const look = { className: 'mt-0.5 text-ink-3', 'aria-hidden': true };
  if (record.method === 'visit') return <Footprints {...look} />;
  if (record.method === 'online_meeting') return <Video {...look} />;
  if (record.method === 'email') return <Mail {...look} />;
  if (record.method !== 'phone') return <MessagesSquare {...look} />;
  if (!record.reached) return <PhoneOff {...look} />;
  return record.direction === 'inbound' ? <PhoneIncoming {...look} /> : <PhoneOutgoing {...look} />;
}
