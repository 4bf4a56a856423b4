import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { PhoneIncoming, PhoneOutgoing } from 'lucide-react';
import type { CallCard, CallRecord } from '@/api';
import { useHotkeys } from '@/shared/hotkeys';
import { usePreferences } from '@/shared/preferences';
import { cityOf, counter } from '@/shared/time';
import { GradeMark } from '@/shared/ui/values/marks';
import { LocalTime } from '@/shared/ui/values/figures';
import { Phone } from '@/shared/ui/values/phone';
import { toast } from '@/shared/ui/feedback/toast';
import { Background } from './background/background';
import { Conversation } from './background/conversation';
import { ScriptPane } from './script';
import { customerCardQuery, useComplete } from './queries';
import { useWrapUp } from './wrap-up/use-wrap-up';
import { type CallSubject, type WrapUp, completionOf, emptyWrapUp } from './wrap-up/wrap-up';
import { WrapUpColumn } from './wrap-up/wrap-up-column';

interface Props {
  record: CallRecord;
  onDone: () => void;
}

const NO_SALES: NonNullable<CallCard['opportunities']> = [];

/** A call that the switch began to log: its facts stand, what was said is added by whoever was on the line. */
export function CompletionDesk({ record, onDone }: Props) {
  const { t } = useLingui();
  const { zone: mine } = usePreferences();
  const card = useQuery(customerCardQuery(record.customer_id, record.contact_id));
  const complete = useComplete(record.id);

  const zone = card.data?.call_time.zone ?? mine;
  const subject: CallSubject = {
    id: record.id,
    customer_id: record.customer_id,
    customer_name: record.customer_name,
    contact_id: record.contact_id,
    method: 'phone',
    zone,
    occasion: record.occasion ?? 'follow_up',
  };
  const fresh: WrapUp = { ...emptyWrapUp(subject), disposition: record.disposition };
  const { latest, kept, isWhole, onRefused, column } = useWrapUp(`complete:${record.id}`, fresh);

  const save = () => {
    if (!isWhole() || complete.isPending) return;
    complete.mutate(completionOf(latest.current), {
      onSuccess: () => {
        void kept.drop();
        toast.done(t`Completed: ${record.customer_name}`);
        onDone();
      },
      onError: (error) => onRefused(error, t`The call was not completed: part of it is not accepted.`),
    });
  };

  useHotkeys([
    { keys: 'mod+enter', name: t`Complete the call`, group: 'call', run: save },
    { keys: 'mod+s', name: t`Complete the call`, group: 'call', run: save },
  ]);

  const Way = record.direction === 'inbound' ? PhoneIncoming : PhoneOutgoing;
  return (
    <>
      <section className="flex min-h-0 min-w-0 flex-1 flex-col max-desk:basis-full">
        <header className="flex-none border-b border-line px-4 py-2.5">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <h2 className="min-w-0 truncate text-xl font-strong">{record.customer_name}</h2>
            {card.data && <GradeMark grade={card.data.customer.grade} />}
            <LocalTime
              at={record.started_at}
              zone={zone}
              place={cityOf(zone)}
              date
              className="ml-auto text-lg font-strong"
            />
          </div>
          <p className="mt-1 flex min-h-7 flex-wrap items-center gap-x-2 gap-y-1 text-ink-2">
            <Way className="icon-sm text-ink-3" aria-hidden />
            {record.contact_name && <b className="text-ink">{record.contact_name}</b>}
            {record.phone && <Phone e164={record.phone} extension={null} copies />}
            <span>
              <Trans>talked {counter(record.talk_seconds ?? 0)}</Trans>
            </span>
            {record.complete_by && (
              <span className="ml-auto font-strong text-warn-ink">
                <Trans>
                  To be completed by <LocalTime at={record.complete_by} zone={mine} />
                </Trans>
              </span>
            )}
          </p>
        </header>
        <div className="flex min-h-0 flex-1 divide-x divide-line max-laptop:flex-col max-laptop:divide-x-0">
          <Background item={null} card={card} person={card.data?.contact ?? null} />
          <ScriptPane
            item={subject}
            contactId={record.contact_id}
            wrapUp={column.wrapUp}
            onChange={column.onChange}
            before={<Conversation item={null} zone={zone} card={card} />}
          />
        </div>
      </section>
      <WrapUpColumn
        item={subject}
        place={card.data?.customer.city ?? undefined}
        next={null}
        {...column}
        opportunities={card.data?.opportunities ?? NO_SALES}
        isOutside={record.outside_hours}
        wasIntent={card.data?.customer.intent_level ?? null}
        isSaving={complete.isPending}
        onSave={save}
        onOpen={onDone}
      />
    </>
  );
}
