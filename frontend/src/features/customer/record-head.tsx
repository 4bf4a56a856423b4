import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import {
  Archive,
  ChevronDown,
  ChevronRight,
  ChevronUp,
  Ellipsis,
  MapPin,
  NotebookPen,
  Phone,
  Plus,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Customer } from '@/api';
import { language } from '@/shared/i18n';
import { dialLink, langOf, placeText } from '@/shared/format';
import { useMe } from '@/shared/permissions';
import { count } from '@/shared/format';
import type { Trail } from '@/shared/trail';
import { Avatar } from '@/shared/ui/values/avatar';
import { Badge } from '@/shared/ui/values/badge';
import { Button, look } from '@/shared/ui/actions/button';
import { LocalNow } from '@/shared/ui/values/figures';
import { cx } from '@/shared/ui/cx';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Kbd } from '@/shared/ui/actions/kbd';
import { CallableDot, GradeMark, IntentMark, KeyCustomerBadge, VerificationBadge } from '@/shared/ui/values/marks';
import { HistoryLink } from '@/shared/ui/actions/history-link';
import { Menu, type MenuGroup } from '@/shared/ui/actions/menu';
import { PanelHeader } from '@/shared/ui/layout/panel';
import { LineError } from '@/shared/ui/feedback/states';
import { cityOf, dayIn, useMinute, wallTime, weekdayName } from '@/shared/time';
import { hoursQuery } from './queries';

interface BarProps {
  customer: Customer | undefined;
  trail: (Trail & { at: number }) | null;
  onBack: (href: string) => void;
  onStep: (step: 1 | -1) => void;
}

/** Where one is, and the way along the list one came from. */
export function RecordBar({ customer, trail, onBack, onStep }: BarProps) {
  const { t } = useLingui();
  const href = trail?.href ?? '/customers';
  const total = trail?.total == null ? null : count(trail.total);
  return (
    <PanelHeader
      isOnPaper={false}
      tab={customer?.name ?? t`Customer`}
      title={
        <nav aria-label={t`Way here`} className="flex items-center gap-1 text-sm font-normal text-ink-2">
          <a
            href="/customers"
            className="text-ink-2 hover:underline"
            onClick={(event) => {
              event.preventDefault();
              onBack('/customers');
            }}
          >
            <Trans>Customers</Trans>
          </a>
          {trail && href !== '/customers' && (
            <>
              <ChevronRight className="icon-xs text-ink-3" aria-hidden />
              <a
                href={href}
                className="truncate text-ink-2 hover:underline"
                onClick={(event) => {
                  event.preventDefault();
                  onBack(href);
                }}
              >
                {trail.name}
              </a>
            </>
          )}
        </nav>
      }
      actions={
        trail && (
          <>
            <span className="text-ink-3 max-tablet:hidden">
              {total === null ? (
                <Trans>No. {trail.at}</Trans>
              ) : (
                <Trans>
                  No. {trail.at} of {total}
                </Trans>
              )}
            </span>
            <IconButton
              icon={ChevronUp}
              variant="default"
              label={t`Previous in the list`}
              keys="k"
              isDisabled={trail.at === 1}
              onPress={() => onStep(-1)}
            />
            <IconButton
              icon={ChevronDown}
              variant="default"
              label={t`Next in the list`}
              keys="j"
              isDisabled={trail.at === trail.total}
              onPress={() => onStep(1)}
            />
            <Kbd keys="k" className="max-laptop:hidden" />
            <Kbd keys="j" className="max-laptop:hidden" />
          </>
        )
      }
    />
  );
}

interface HeadProps {
  customer: Customer;
  owner: string;
  /** The number that `D` dials; null where nobody may or can be called. */
  line: { e164: string; extension: string | null } | null;
  /** Null where nothing may be logged. */
  onLog: (() => void) | null;
  adds: readonly MenuGroup[];
  more: readonly MenuGroup[];
  after?: ReactNode;
}

/** Who the customer is, where it is what time, whose it is, and what can be done. */
export function RecordHead({ customer, owner, line, onLog, adds, more, after }: HeadProps) {
  const { t } = useLingui();
  const me = useMe();
  const { zone, country, city } = customer;
  return (
    <div className="flex-none px-4 pt-3 pb-2">
      <div className="flex flex-wrap items-center gap-2">
        <h1 className="min-w-0 truncate text-xl font-strong" lang={langOf(customer.name)}>
          {customer.name}
        </h1>
        {customer.short_name && <span className="text-ink-2">{customer.short_name}</span>}
        <GradeMark grade={customer.grade} />
        {customer.is_key && <KeyCustomerBadge />}
        <VerificationBadge verification={customer.verification} />
        {customer.archived_at !== null && (
          <Badge icon={Archive}>
            <Trans>Archived</Trans>
          </Badge>
        )}
        <div className="ml-auto flex items-center gap-2 max-tablet:w-full print:hidden">
          {line && (
            <a
              href={dialLink(line.e164, line.extension)}
              className={cx(look({ variant: 'primary' }), 'max-tablet:flex-1')}
            >
              <Phone className="icon-sm" aria-hidden />
              <Trans>Dial</Trans>
              <Kbd keys="d" onFill className="ml-0.5" />
            </a>
          )}
          {onLog && (
            <Button icon={NotebookPen} keys="l" onPress={onLog} className="max-tablet:hidden">
              <Trans>Log a contact</Trans>
            </Button>
          )}
          {adds.some((group) => group.entries.length > 0) && (
            <Menu
              label={t`New`}
              groups={adds}
              trigger={
                <Button icon={Plus}>
                  <Trans>New</Trans>
                  <ChevronDown className="icon-xs text-ink-3" aria-hidden />
                </Button>
              }
            />
          )}
          <HistoryLink record={customer.id} />
          <Menu
            label={t`More`}
            groups={more}
            trigger={<IconButton icon={Ellipsis} variant="default" label={t`More`} />}
          />
        </div>
      </div>
      <div className="mt-1 flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">
        {(country || city) && (
          <span className="inline-flex items-center gap-1.5">
            <MapPin className="icon-sm text-ink-3" aria-hidden />
            {placeText(country, city)}
          </span>
        )}
        {zone !== null && (
          <span className="inline-flex items-center gap-1.5">
            <Callability customer={customer}>
              <LocalNow zone={zone} place={city ?? cityOf(zone)} />
            </Callability>
          </span>
        )}
        <span className="inline-flex items-center gap-1.5">
          <Trans>Intent</Trans> <IntentMark intent={customer.intent_level} />
        </span>
        {owner !== '' && (
          <span className="inline-flex items-center gap-1.5">
            <Avatar name={owner} isMe={customer.owner_id === me.id} />
            {owner}
          </span>
        )}
        {after}
      </div>
    </div>
  );
}

/** Whether they may be called now, and until when or from when on their clock; the reason is its title. */
function Callability({ customer, children }: { customer: Customer; children: ReactNode }) {
  const now = useMinute();
  const query = useQuery({ ...hoursQuery(customer.id, null), enabled: customer.archived_at === null });
  const hours = query.data;
  if (query.isError && hours === undefined) {
    return (
      <>
        {children}
        <LineError query={query}>
          <Trans>When they may be called was not loaded</Trans>
        </LineError>
      </>
    );
  }
  if (hours === undefined || hours.callable_now === null) return children;
  // What is open when it is asked begins then, which may be seconds after the minute that the clock shows.
  const begun = (at: string) => Date.parse(at) < now + 60_000;
  const open = hours.windows.find((each) => begun(each.starts_at) && now < Date.parse(each.ends_at));
  const next = hours.windows.find((each) => !begun(each.starts_at));
  const isSoon = next !== undefined && Date.parse(next.starts_at) - now <= 60 * 60_000;
  const at = (open?.local_end ?? next?.local_start ?? '').slice(11, 16);
  return (
    <>
      <CallableDot callable={open ? 'now' : isSoon ? 'soon' : 'closed'} />
      {children}
      <span
        className={open ? 'text-ok-ink' : isSoon ? 'text-warn-ink' : 'text-ink-3'}
        title={language() === 'en' ? hours.explanation.en : hours.explanation.zh}
      >
        ·{' '}
        {open ? (
          <Trans>callable until {at}</Trans>
        ) : next === undefined ? (
          <Trans>not callable</Trans>
        ) : isSoon || next.local_start.slice(0, 10) === dayIn(now, customer.zone ?? 'UTC') ? (
          <Trans>opens {at}</Trans>
        ) : (
          <Trans>
            opens {weekdayName(wallTime(next.starts_at, customer.zone ?? 'UTC').weekday)} {at}
          </Trans>
        )}
      </span>
    </>
  );
}
