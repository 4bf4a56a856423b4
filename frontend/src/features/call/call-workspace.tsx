import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { PhoneCall, PhoneOff } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { type CallRecord, type DialEntry, type DialQueue, isApiError } from '@/api';
import { cardQuery, inPlace, keyOf, leaseQuery, placesOf, placesText, queueQuery, useNext } from '@/shared/dial-queue';
import { useHotkeys } from '@/shared/hotkeys';
import { type Hours, hoursToday, usualHoursQuery } from '@/shared/plans/usual-hours';
import { usePreferences } from '@/shared/preferences';
import { cityOf, dateIn, soonText, timeIn, toDate, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { Columns, PanelHeader } from '@/shared/ui/layout/panel';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { Empty, LineError, PartError } from '@/shared/ui/feedback/states';
import { toast } from '@/shared/ui/feedback/toast';
import { WorldClock } from '@/shared/ui/signature/world-clock';
import { CallDesk } from './call-desk';
import { Day } from './queue/day';
import { toCompleteQuery } from './queries';
import { QueueColumn, Why } from './queue/queue-column';

const CompletionDesk = lazy(() => import('./completion-desk').then((module) => ({ default: module.CompletionDesk })));
const NotNow = lazy(() => import('./queue/not-now').then((module) => ({ default: module.NotNow })));
const NO_CALLS: CallRecord[] = [];
const NO_HOURS: Hours[] = [];
const NOBODY: Pick<DialQueue, 'now' | 'later'> = { now: [], later: [] };

interface Props {
  itemId: string | null;
  /** The call that the switch began and that is being completed. */
  recordId: string | null;
  zone: string | null;
  onOpen: (itemId: string | null) => void;
  onComplete: (recordId: string | null) => void;
  onZone: (zone: string | null) => void;
}

/** Where a rep dials: the clocks of the queue, the queue, the customer's background, and the record of the call. */
export function CallWorkspace({ itemId, recordId, zone, onOpen, onComplete, onZone }: Props) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone: mine } = usePreferences();
  const read = useQuery(queueQuery);
  const hours = useQuery(usualHoursQuery).data ?? NO_HOURS;
  const begun = useQuery(toCompleteQuery);
  const owed = begun.data?.items ?? NO_CALLS;
  const [dialsAtOnce, setDialsAtOnce] = useState(false);
  const ask = useNext();

  const all = read.data ?? NOBODY;
  const queue = inPlace(all, zone, now);
  const places = placesOf(all, now);
  const chosen = places.find((place) => zone !== null && place.zones.includes(zone));
  const had = read.data?.lease?.item_id ?? null;
  const openId = itemId ?? had;
  const lease = useQuery({ ...leaseQuery(openId ?? ''), enabled: openId !== null });
  const card = useQuery({ ...cardQuery(openId ?? ''), enabled: openId !== null && (lease.isError || lease.isSuccess) });
  const item = card.data?.item ?? null;
  const record = owed.find((each) => each.id === recordId) ?? null;
  const next = queue.now.find((each) => keyOf(each) !== openId && each.customer_id !== item?.customer_id) ?? null;

  const give = (whom: { customer_id?: string; zone?: string | null }, dials: boolean) =>
    ask.mutate(whom, {
      onSuccess: (given) => {
        setDialsAtOnce(dials);
        onOpen(given.lease.item_id);
      },
      onError: (error) => {
        if (whom.customer_id === undefined) onOpen(null);
        else if (isApiError(error)) toast.failed(problemText(error));
      },
    });
  // The server gives the best of one zone; of several that are chosen as one place, whom the queue shows first.
  const goOn = (dials: boolean) =>
    give(chosen && chosen.zones.length > 1 && next ? { customer_id: next.customer_id } : { zone }, dials);
  const open = (entry: DialEntry) => {
    setDialsAtOnce(false);
    ask.reset();
    if (entry.item_id === null) give({ customer_id: entry.customer_id }, false);
    else onOpen(entry.item_id);
  };
  const refusal = isApiError(ask.error) && ask.variables?.customer_id === undefined ? ask.error : null;
  useHotkeys([
    { keys: 'f', name: t`Next customer`, group: 'call', run: () => goOn(false), isOn: openId === null },
    {
      keys: 'shift+w',
      name: t`The queue of the next place`,
      group: 'call',
      isOn: places.length > 1,
      run: () =>
        onZone([...places.map((place) => place.zone), null][places.findIndex((place) => place === chosen) + 1] ?? null),
    },
    {
      keys: 'c',
      name: t`Complete the first call that waits for it`,
      group: 'call',
      isOn: owed.length > 0,
      run: () => onComplete(owed[0]?.id ?? null),
    },
  ]);

  const later = all.later.find((each) => each.joins_at !== null);
  return (
    <>
      <PanelHeader
        title={t`Dial`}
        note={<span className="date">{dateIn(now, mine, now, { weekday: true })}</span>}
        actions={read.data && <Day day={read.data.day} />}
      />
      <WorldClock
        zones={places.map((share) => ({
          zone: share.zone,
          cities: placesText(share),
          count: share.count,
          callable: share.due > 0 ? 'now' : isSoon(share.nextAt, now) ? 'soon' : 'closed',
          next:
            share.due > 0
              ? share.closesAt !== null && t`until ${timeIn(share.closesAt, share.zone)}`
              : share.nextAt !== null && t`opens ${timeIn(share.nextAt, share.zone)}`,
          windows: share.isOff ? [] : hoursToday(hours, now, share.zone),
        }))}
        callable={all.now.length}
        queued={all.now.length + all.later.length}
        mine={mine}
        myPlace={cityOf(mine)}
        nextBatch={
          later?.joins_at &&
          later.zone && (
            <Trans>
              Next <b>{cityOf(later.zone)}</b> {soonText(later.joins_at, now)}
            </Trans>
          )
        }
        chosen={chosen?.zone ?? zone}
        onChoose={onZone}
      />
      {read.isPending && <SkeletonLines lines={12} />}
      {read.isError && (
        <PartError
          title={<Trans>The queue was not loaded</Trans>}
          error={read.error}
          onRetry={() => void read.refetch()}
        />
      )}
      <LineError query={begun} className="px-4 py-1">
        <Trans>Calls to be completed were not loaded</Trans>
      </LineError>
      {read.isSuccess && (
        <Columns className="max-desk:flex-wrap max-desk:overflow-auto">
          <QueueColumn
            queue={queue}
            currentId={record?.id ?? openId}
            owed={owed}
            onOpen={open}
            onComplete={onComplete}
          />
          <Suspense fallback={<SkeletonLines lines={12} />}>
            {record ? (
              <CompletionDesk key={record.id} record={record} onDone={() => onComplete(null)} />
            ) : item ? (
              <CallDesk
                key={item.id}
                item={item}
                place={card.data?.customer.city ?? undefined}
                lease={lease}
                next={next}
                dialsAtOnce={dialsAtOnce}
                onDone={goOn}
                onOpen={open}
                onNext={() => goOn(false)}
              />
            ) : openId !== null ? (
              card.isError ? (
                <PartError
                  className="flex-1"
                  title={<Trans>This call was not loaded</Trans>}
                  error={card.error}
                  onRetry={() => void card.refetch()}
                />
              ) : (
                <SkeletonLines lines={12} />
              )
            ) : refusal ? (
              <NotNow error={refusal} isBusy={ask.isPending} onAgain={() => goOn(false)} />
            ) : next ? (
              <Empty
                className="flex-1 justify-center pb-40!"
                icon={PhoneCall}
                title={<Trans>First comes {next.customer_name}</Trans>}
                actions={
                  <Button variant="primary" size="lg" keys="f" isBusy={ask.isPending} onPress={() => goOn(false)}>
                    <Trans>Next customer</Trans>
                  </Button>
                }
              >
                <span className="block pb-1">
                  <Why entry={next} />
                </span>
                <Trans>Whom you take is held for you until the call is logged.</Trans>
              </Empty>
            ) : (
              <Empty className="flex-1" icon={PhoneOff} title={<Trans>Nobody of your queue may be called now</Trans>}>
                {zone === null ? (
                  <Trans>Planned calls and customers who are owed a contact stand here by themselves.</Trans>
                ) : (
                  <Trans>Press the zone above once more to see all zones.</Trans>
                )}
              </Empty>
            )}
          </Suspense>
        </Columns>
      )}
    </>
  );
}

const HOUR = 60 * 60_000;
const isSoon = (at: string | null, now: number) => at !== null && toDate(at).getTime() - now <= HOUR;
