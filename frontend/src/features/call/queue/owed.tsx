import { Trans, useLingui } from '@lingui/react/macro';
import { PhoneIncoming } from 'lucide-react';
import type { CallRecord } from '@/api';
import { count } from '@/shared/format';
import { usePreferences } from '@/shared/preferences';
import { counter, timeIn, toDate, useMinute } from '@/shared/time';
import { QueueRow } from '@/shared/ui/signature/queue';

interface Props {
  records: readonly CallRecord[];
  currentId: string | null;
  onComplete: (recordId: string) => void;
}

/** Calls that the switch began to log: what was said is owed, and by when. */
export function Owed({ records, currentId, onComplete }: Props) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone: mine } = usePreferences();
  return (
    <>
      <li>
        <h3 className="flex h-7 items-center gap-1.5 border-b border-line px-3 text-xs font-normal text-ink-3">
          <PhoneIncoming className="icon-xs" aria-hidden />
          <span className="min-w-0 flex-1 truncate">
            <Trans>To be completed</Trans>
          </span>
          {count(records.length)}
        </h3>
      </li>
      {records.map((record) => (
        <QueueRow
          key={record.id}
          name={record.customer_name}
          grade={null}
          zone={null}
          isCurrent={record.id === currentId}
          onOpen={() => onComplete(record.id)}
          why={[
            t`talked ${counter(record.talk_seconds ?? 0)}`,
            record.complete_by !== null &&
              (toDate(record.complete_by).getTime() < now
                ? t`overdue since ${timeIn(record.complete_by, mine)}`
                : t`by ${timeIn(record.complete_by, mine)}`),
          ]
            .filter(Boolean)
            .join(' · ')}
        />
      ))}
    </>
  );
}
