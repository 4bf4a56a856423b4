import { Trans, useLingui } from '@lingui/react/macro';
import { Moon, Phone as PhoneIcon, PhoneOff, User } from 'lucide-react';
import type { CallTime, Contact, Customer, PlannedContact } from '@/api';
import { dialLink } from '@/shared/format';
import { contactRoleLabels, label } from '@/shared/labels';
import { usePreferences } from '@/shared/preferences';
import { cityOf, counter, isOpen, joinsAt, soonText, timeIn, useMinute, useSecond } from '@/shared/time';
import { Button, look } from '@/shared/ui/actions/button';
import { LocalNow, LocalTime } from '@/shared/ui/values/figures';
import { Kbd } from '@/shared/ui/actions/kbd';
import { CallableDot, GradeMark, KeyCustomerBadge } from '@/shared/ui/values/marks';
import { Phone } from '@/shared/ui/values/phone';
import { closedText } from './closed';
import type { WrapUp } from './wrap-up/wrap-up';

export interface Line {
  e164: string;
  extension: string | null;
}

interface Props {
  item: PlannedContact;
  place: string | undefined;
  customer: Customer | undefined;
  /** Their time, as the server told it just now. */
  time: CallTime | null;
  person: Contact | null;
  lines: readonly Line[];
  isDue: boolean;
  refuses: boolean;
  /** A colleague has them: nobody dials twice. */
  isTaken: boolean;
  wrapUp: WrapUp;
  onDial: () => void;
  onHangUp: () => void;
}

/** Whom the call is with, what time it is there, and the telephone: a `tel:` link and a clock. */
export function CallHead(props: Props) {
  const { item, place, customer, time, person, lines, isDue, refuses, isTaken, wrapUp, onDial, onHangUp } = props;
  const { t } = useLingui();
  const isTalking = wrapUp.startedAt !== null && wrapUp.endedAt === null;
  const line = lines[0];
  return (
    <header className="flex-none border-b border-line px-4 py-2.5">
      <div className="flex items-center gap-x-2 gap-y-1 max-tablet:flex-wrap">
        <h2 className="min-w-0 truncate text-xl font-strong" title={item.customer_name}>
          {item.customer_name}
        </h2>
        {customer && <GradeMark grade={customer.grade} />}
        {customer?.is_key && <KeyCustomerBadge />}
        <LocalNow
          zone={item.zone}
          place={place ?? cityOf(item.zone)}
          className="ml-auto flex-none text-lg font-strong"
        />
      </div>
      <div className="mt-1 flex min-h-7 items-center gap-x-2 gap-y-1 text-ink-2 max-tablet:flex-wrap">
        <User className="icon-sm flex-none text-ink-3" aria-hidden />
        {person ? (
          <span className="min-w-0 truncate">
            <b className="text-ink">{person.name}</b> {person.title} · {label(contactRoleLabels, person.role)}
          </span>
        ) : (
          <Trans>No contact named</Trans>
        )}
        {line && <Phone e164={line.e164} extension={line.extension} copies />}
        <span className="ml-auto flex flex-none items-center gap-2">
          {isTalking ? (
            <>
              <Talked since={wrapUp.startedAt ?? ''} />
              <Button variant="danger" icon={PhoneOff} keys="h" onPress={onHangUp}>
                <Trans>Hang up</Trans>
              </Button>
            </>
          ) : refuses ? (
            <span className="inline-flex items-center gap-1.5 font-strong text-bad-ink">
              <PhoneOff className="icon-sm" aria-hidden />
              <Trans>Does not wish to be called</Trans>
            </span>
          ) : (
            <>
              {isDue ? <Open item={item} time={time} /> : <Held item={item} time={time} />}
              {isTaken ? null : line ? (
                <a href={dialLink(line.e164, line.extension)} onClick={onDial} className={look({})}>
                  <PhoneIcon className="icon-sm" aria-hidden />
                  {wrapUp.endedAt === null ? t`Dial` : t`Dial again`}
                  <Kbd keys="d" />
                </a>
              ) : (
                <span className="text-ink-3">{customer && <Trans>No number on file</Trans>}</span>
              )}
            </>
          )}
        </span>
      </div>
    </header>
  );
}

function Talked({ since }: { since: string }) {
  const now = useSecond();
  return (
    <span role="timer" className="inline-flex items-center gap-1.5 font-strong text-ok-ink">
      <CallableDot callable="now" />
      {counter((now - Date.parse(since)) / 1000)}
    </span>
  );
}

/** That they may be called, and until when there and here. */
function Open({ item, time }: { item: PlannedContact; time: CallTime | null }) {
  const now = useMinute();
  const { zone: mine } = usePreferences();
  if (isOpen({ ...item, call_time: time }, now) !== true) return null;
  return (
    <span className="inline-flex items-center gap-1.5 text-ok-ink">
      <CallableDot callable="now" />
      {time?.closes_at ? (
        <span>
          <Trans>
            Until {timeIn(time.closes_at, time.zone ?? item.zone)} ·{' '}
            <span className="date">
              {timeIn(time.closes_at, mine)} {cityOf(mine)}
            </span>
          </Trans>
        </span>
      ) : (
        <Trans>Callable</Trans>
      )}
    </span>
  );
}

/** Why it waits, and when it joins by itself, there and here. */
function Held({ item, time }: { item: PlannedContact; time: CallTime | null }) {
  const now = useMinute();
  const asked = { ...item, call_time: time ?? item.call_time };
  const joins = joinsAt(asked, now);
  const isShut = isOpen(asked, now) === false;
  return (
    <span className="inline-flex items-center gap-1.5 font-strong text-hold-ink">
      <Moon className="icon-sm" aria-hidden />
      <span>
        {isShut && <ClosedWord time={asked.call_time} />}
        {joins === null ? (
          <Trans>Not callable there</Trans>
        ) : isShut ? (
          <Trans>
            Opens <LocalTime at={joins} zone={item.zone} /> · {soonText(joins, now)}
          </Trans>
        ) : (
          <Trans>
            Due <LocalTime at={joins} zone={item.zone} /> · {soonText(joins, now)}
          </Trans>
        )}
      </span>
    </span>
  );
}

function ClosedWord({ time }: { time: CallTime | null }) {
  const word = closedText(time);
  return word === null ? null : <>{word} · </>;
}
