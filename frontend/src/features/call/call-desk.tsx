import { useLingui } from '@lingui/react/macro';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { UserRoundCheck } from 'lucide-react';
import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { type CallCard, type DialEntry, type DialGiven, type PlannedContact, isApiError } from '@/api';
import { cardQuery } from '@/shared/dial-queue';
import { dialLink } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { isCallable, isOpen, useMinute } from '@/shared/time';
import { Note } from '@/shared/ui/feedback/note';
import { problemText } from '@/shared/ui/feedback/problem-text';
import { toast } from '@/shared/ui/feedback/toast';
import { Background } from './background/background';
import { CallHead, type Line } from './call-head';
import { Conversation } from './background/conversation';
import { ScriptPane } from './script';
import { useLogCall } from './queries';
import { useWrapUp } from './wrap-up/use-wrap-up';
import { emptyWrapUp, recordOf } from './wrap-up/wrap-up';
import { WrapUpColumn } from './wrap-up/wrap-up-column';

const Skip = lazy(() => import('./queue/skip').then((module) => ({ default: module.Skip })));
const PutOff = lazy(() => import('./queue/put-off').then((module) => ({ default: module.PutOff })));

interface Props {
  item: PlannedContact;
  place: string | undefined;
  /** That they are mine to call now; refused where a colleague has them. */
  lease: UseQueryResult<DialGiven>;
  next: DialEntry | null;
  /** Came here by “save and dial next”. */
  dialsAtOnce: boolean;
  onDone: (dials: boolean) => void;
  onOpen: (entry: DialEntry) => void;
  onNext: () => void;
}

const NO_SALES: NonNullable<CallCard['opportunities']> = [];

/** One call: whom, what is known, and its record, which is a draft from the first key on. */
export function CallDesk({ item, place, lease, next, dialsAtOnce, onDone, onOpen, onNext }: Props) {
  const { t } = useLingui();
  const [asks, setAsks] = useState<'skip' | 'put_off' | null>(null);
  const now = useMinute();
  const card = useQuery(cardQuery(item.id));
  const customer = card.data?.customer;
  const log = useLogCall(item);

  const {
    latest,
    kept,
    onChange: change,
    isWhole,
    onRefused,
    column,
  } = useWrapUp(`call:${item.id}`, emptyWrapUp(item));
  const { wrapUp } = column;

  const person = card.data?.contacts.find((each) => each.id === wrapUp.contactId) ?? card.data?.contact ?? null;
  const phones: Line[] = [...(person?.phones ?? []), ...(customer?.phones ?? [])].flatMap((line) =>
    line.e164 === null || line.wrong_since !== null ? [] : [{ e164: line.e164, extension: line.extension }],
  );
  const line = phones[0] ?? null;
  const refuses = (person?.do_not_call ?? false) || (customer?.do_not_call ?? false);
  const leaseId = lease.data?.lease.id ?? null;
  const taken = isApiError(lease.error) && lease.error.code === 'held_by_colleague' ? lease.error : null;
  const isDue = isCallable({ ...item, call_time: card.data?.call_time ?? item.call_time }, now);
  const isTalking = wrapUp.startedAt !== null && wrapUp.endedAt === null;

  const dial = () => {
    if (line === null || refuses || taken) return;
    location.assign(dialLink(line.e164, line.extension));
    begin();
  };
  const begin = () =>
    change({
      startedAt: new Date().toISOString(),
      endedAt: null,
      phone: line?.e164 ?? null,
      contactId: person?.id ?? wrapUp.contactId,
    });
  const hangUp = () => {
    if (isTalking) change({ endedAt: new Date().toISOString() });
  };

  const hasDialled = useRef(false);
  useEffect(() => {
    if (!dialsAtOnce || hasDialled.current || line === null || kept.found === undefined) return;
    hasDialled.current = true;
    if (latest.current.startedAt === null) dial();
  });

  const save = (dials: boolean) => {
    if (!isWhole() || log.isPending) return;
    const now = new Date().toISOString();
    // Kept before it is sent, so that trying again, or after a reload, sends the very same record.
    const final = change({ startedAt: wrapUp.startedAt ?? now, endedAt: wrapUp.endedAt ?? now });
    log.mutate(recordOf(final, item, now), {
      onSuccess: () => {
        void kept.drop();
        toast.done(t`Saved: ${item.customer_name}`);
        onDone(dials);
      },
      onError: (error) => onRefused(error, t`The call was not saved: part of it is not accepted.`),
    });
  };

  useHotkeys([
    { keys: 'd', name: t`Dial`, group: 'call', run: dial, isOn: !isTalking },
    { keys: 'h', name: t`Hang up`, group: 'call', run: hangUp, isOn: isTalking },
    {
      keys: 's',
      name: t`Skip with a reason`,
      group: 'call',
      run: () => setAsks(leaseId === null ? 'put_off' : 'skip'),
    },
    { keys: 'mod+enter', name: t`Save and dial next`, group: 'call', run: () => save(true) },
    { keys: 'mod+s', name: t`Save only`, group: 'call', run: () => save(false) },
  ]);

  return (
    <>
      <section className="flex min-h-0 min-w-0 flex-1 flex-col max-desk:basis-full">
        <CallHead
          item={item}
          place={place}
          customer={customer}
          time={card.data?.call_time ?? item.call_time}
          person={person}
          lines={phones}
          isDue={isDue}
          refuses={refuses}
          isTaken={taken !== null}
          wrapUp={wrapUp}
          onDial={begin}
          onHangUp={hangUp}
        />
        {taken && (
          <div className="flex-none border-b border-line px-4 py-2">
            <Note tone="warn" icon={UserRoundCheck}>
              {problemText(taken)}
            </Note>
          </div>
        )}
        <div className="flex min-h-0 flex-1 divide-x divide-line max-laptop:flex-col max-laptop:divide-x-0">
          <Background item={item} why={lease.data?.why} card={card} person={person} />
          <ScriptPane
            item={item}
            contactId={person?.id ?? wrapUp.contactId}
            wrapUp={wrapUp}
            onChange={change}
            before={<Conversation item={item} zone={item.zone} card={card} />}
          />
        </div>
      </section>
      <WrapUpColumn
        item={item}
        place={place}
        next={next}
        {...column}
        opportunities={card.data?.opportunities ?? NO_SALES}
        isOutside={wrapUp.callWhy !== '' || (wrapUp.startedAt !== null && isOpen(item, wrapUp.startedAt) === false)}
        wasIntent={customer?.intent_level ?? null}
        isSaving={log.isPending}
        onSave={save}
        onOpen={onOpen}
      />
      <Suspense fallback={null}>
        {asks === 'skip' && leaseId !== null && (
          <Skip
            name={item.customer_name}
            leaseId={leaseId}
            onClose={() => setAsks((now) => (now === 'skip' ? null : now))}
            onPutOff={() => setAsks('put_off')}
            onSkipped={onNext}
          />
        )}
        {asks === 'put_off' && <PutOff item={item} onClose={() => setAsks(null)} onDone={onNext} />}
      </Suspense>
    </>
  );
}
