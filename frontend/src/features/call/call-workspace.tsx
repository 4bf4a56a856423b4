import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { PhoneOff } from 'lucide-react';
import { useState } from 'react';
import type { CallRecord, PlannedContact } from '@/api';
import { useHotkeys } from '@/shared/hotkeys';
import { useMe } from '@/shared/permissions';
import { usePreferences } from '@/shared/preferences';
import { cityOf, dateIn, joinsAt, soonText, timeIn, toDate, useMinute } from '@/shared/time';
import { Columns, PanelHeader } from '@/shared/ui/panel';
import { SkeletonLines } from '@/shared/ui/skeleton';
import { Empty, PartError } from '@/shared/ui/states';
import { WorldClock } from '@/shared/ui/world-clock';
import { CallDesk } from './call-desk';
import { CompletionDesk } from './completion-desk';
import { linesQuery, queueQuery, toCompleteQuery } from './queries';
import { nextAfter, queueAt, zonesOf } from './queue';
import { QueueColumn } from './queue-column';

const NOTHING: PlannedContact[] = [];
const NO_CALLS: CallRecord[] = [];

interface Props {
  itemId: string | null;
  /** The call that the switch began and that is being completed. */
  recordId: string | null;
  zone: string | null;
  onOpen: (itemId: string) => void;
  onComplete: (recordId: string | null) => void;
  onZone: (zone: string | null) => void;
}

/** Where a rep dials: the clocks of the queue, the queue, the customer's background, and the record of the call. */
export function CallWorkspace({ itemId, recordId, zone, onOpen, onComplete, onZone }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const now = useMinute();
  const { zone: mine } = usePreferences();
  const items = useQuery(queueQuery(me.id));
  const lines = useQuery(linesQuery(me.id));
  const owed = useQuery(toCompleteQuery).data?.items ?? NO_CALLS;
  const [dialsAtOnce, setDialsAtOnce] = useState(false);

  const rows = items.data?.items ?? NOTHING;
  const all = queueAt(rows, now);
  const queue = queueAt(rows, now, zone);
  const shown = [...queue.due, ...queue.held];
  const item = shown.find((each) => each.id === itemId) ?? shown[0] ?? null;
  const next = item && nextAfter(queue, item.id);
  const step = (by: number) => {
    const at = shown.findIndex((each) => each.id === item?.id) + by;
    const there = shown[Math.min(Math.max(at, 0), shown.length - 1)];
    if (there) open(there.id);
  };
  const open = (id: string) => {
    setDialsAtOnce(false);
    onOpen(id);
  };
  const goOn = (dials: boolean) => {
    setDialsAtOnce(dials && next !== null && queue.due.includes(next));
    if (next) onOpen(next.id);
  };

  useHotkeys([
    { keys: 'j, arrowdown', name: t`Next customer`, group: 'call', run: () => step(1) },
    {
      keys: 'c',
      name: t`Complete the first call that waits for it`,
      group: 'call',
      isOn: owed.length > 0,
      run: () => onComplete(owed[0]?.id ?? null),
    },
    { keys: 'k, arrowup', name: t`Previous customer`, group: 'call', run: () => step(-1) },
  ]);

  const later = all.held.find((each) => joinsAt(each, now) !== null);
  const joins = later ? joinsAt(later, now) : null;
  const record = owed.find((each) => each.id === recordId) ?? null;
  return (
    <>
      <PanelHeader title={t`Dial`} note={<span className="date">{dateIn(now, mine, now, { weekday: true })}</span>} />
      <WorldClock
        zones={zonesOf(all, now).map((share) => ({
          zone: share.zone,
          cities: cityOf(share.zone),
          count: share.count,
          callable: share.due > 0 ? 'now' : isSoon(share.nextAt, now) ? 'soon' : 'closed',
          next:
            share.due > 0
              ? share.closesAt !== null && t`until ${timeIn(share.closesAt, share.zone)}`
              : share.nextAt !== null && t`opens ${timeIn(share.nextAt, share.zone)}`,
          windows: [],
        }))}
        callable={all.due.length}
        queued={items.data?.total ?? rows.length}
        mine={mine}
        myPlace={cityOf(mine)}
        nextBatch={
          later &&
          joins !== null && (
            <Trans>
              Next <b>{cityOf(later.zone)}</b> {soonText(joins, now)}
            </Trans>
          )
        }
        chosen={zone}
        onChoose={onZone}
      />
      {items.isPending && <SkeletonLines lines={12} />}
      {items.isError && (
        <PartError
          title={<Trans>The queue was not loaded</Trans>}
          error={items.error}
          onRetry={() => void items.refetch()}
        />
      )}
      {items.isSuccess && (
        <Columns className="max-desk:flex-wrap max-desk:overflow-auto">
          <QueueColumn
            queue={queue}
            lines={lines.data}
            currentId={record?.id ?? item?.id ?? null}
            owed={owed}
            onOpen={open}
            onComplete={onComplete}
          />
          {record ? (
            <CompletionDesk key={record.id} record={record} onDone={() => onComplete(null)} />
          ) : item ? (
            <CallDesk
              key={item.id}
              item={item}
              place={lines.data?.get(item.customer_id)?.city ?? undefined}
              isDue={queue.due.includes(item)}
              next={next}
              dialsAtOnce={dialsAtOnce}
              onDone={goOn}
              onOpen={open}
            />
          ) : (
            <Empty className="flex-1" icon={PhoneOff} title={<Trans>Nobody waits in your queue</Trans>}>
              {zone === null ? (
                <Trans>Calls of running plans that are assigned to you stand here by themselves.</Trans>
              ) : (
                <Trans>Press the zone above once more to see all zones.</Trans>
              )}
            </Empty>
          )}
        </Columns>
      )}
    </>
  );
}

const HOUR = 60 * 60_000;
const isSoon = (at: string | null, now: number) => at !== null && toDate(at).getTime() - now <= HOUR;
