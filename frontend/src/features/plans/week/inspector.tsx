import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useRouter } from '@tanstack/react-router';
import {
  CalendarArrowDown,
  CalendarClock,
  Circle,
  NotebookPen,
  Pencil,
  Phone,
  TriangleAlert,
  UserRoundCog,
  X,
} from 'lucide-react';
import type { CallableWindows, PlannedContact } from '@/api';
import { useNames } from '@/shared/directory';
import { langOf } from '@/shared/format';
import { checklistLabels, itemStateLabels, label, planKindLabels } from '@/shared/labels';
import { useHotkeys } from '@/shared/hotkeys';
import { language } from '@/shared/i18n';
import { useMay } from '@/shared/permissions';
import { MethodIcon } from '@/shared/plans';
import { usePreferences } from '@/shared/preferences';
import { dayIn, moment, momentText, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Day, MyTime } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Kbd } from '@/shared/ui/actions/kbd';
import { Note } from '@/shared/ui/feedback/note';
import { Section } from '@/shared/ui/layout/panel';
import { RecordLink } from '@/shared/ui/actions/record-link';
import type { ItemAct } from '../items/item-dialogs';
import { calendarPath } from '../queries';
import { ITEM_TONES } from '../words';
import { type Target, earlier } from './grid';

interface Props {
  item: PlannedContact;
  callable: CallableWindows | undefined;
  /** Steps it to a moment. */
  onStep: (to: Target) => void;
  to: Target | null;
  onAct: (act: ItemAct) => void;
  onClose: () => void;
}

/** The contact that is open: when there and here, what for, what to see to, and what may be done with it. */
export function Inspector({ item, callable, to, onStep, onAct, onClose }: Props) {
  const { t } = useLingui();
  const nameOf = useNames();
  const router = useRouter();
  const logs = useMay('record:write');
  const writes = useMay('plan:write');
  const may = (move: string) => item.allowed_moves.includes(move);
  const isDrafted = item.state === 'planned' && (item.plan_state === 'draft' || item.plan_state === 'returned');
  const moves = may('reschedule') || (isDrafted && writes);
  const isOpen = item.state === 'planned' || item.state === 'missed';
  const at = to ? to.at : item.due_at;
  const now = useMinute();
  const { zone: mine } = usePreferences();
  const { there, here } = moment(at ?? item.due_from, item.zone, mine, now, { date: true });
  const slots = moves && callable ? earlier(callable.windows, item.due_at ?? item.missed_after, now) : [];
  const isOutside =
    at !== null && callable?.windows.every((window) => at < window.starts_at || at >= window.ends_at) === true;
  useHotkeys(
    slots.map((slot, index) => ({
      keys: String(index + 1),
      name: t`Earlier: ${momentText(slot, item.zone, mine, now)}`,
      group: 'planner' as const,
      run: () => onStep({ on: dayIn(slot, item.zone), at: slot }),
    })),
  );
  const reasons = [item.outside_hours_reason, item.override_reason, item.state_reason].filter(Boolean);
  return (
    <aside
      aria-label={t`The contact that is open`}
      className="flex min-h-0 w-72 flex-none flex-col overflow-auto max-tablet:w-full"
    >
      <header className="flex items-start gap-2 border-b border-line px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-title font-strong">
            <RecordLink
              kind="customer"
              id={item.customer_id}
              className="block truncate py-0.5 text-ink no-underline hover:underline"
            >
              {item.customer_name}
            </RecordLink>
          </h2>
          <p className="flex items-center gap-1.5 text-ink-2">
            <MethodIcon method={item.method} />
            {item.contact_name && <span className="truncate">· {item.contact_name}</span>}
          </p>
          <p lang={langOf(item.aim)}>{item.aim}</p>
        </div>
        <IconButton icon={X} label={t`Close`} keys="escape" onPress={onClose} />
      </header>
      <Section>
        {to && (
          <p className="mb-1 text-xs font-strong text-accent-ink">
            <Trans>It would move to</Trans>
          </p>
        )}
        {at === null ? (
          <p className="font-strong">
            <Day date={to?.on ?? item.due_on} weekday />
          </p>
        ) : (
          <>
            <p className="date font-strong">{there}</p>
            <p className="date text-ink-2">{here}</p>
          </>
        )}
        <p className="mt-1 flex flex-wrap items-center gap-1.5">
          <Badge tone={ITEM_TONES[item.state]}>{label(itemStateLabels, item.state)}</Badge>
          {item.promised && (
            <Badge tone="accent">
              <Trans>Promised</Trans>
            </Badge>
          )}
          {item.needs_appointment && isOpen && (
            <Badge tone="warn">
              <Trans>no time agreed</Trans>
            </Badge>
          )}
        </p>
        <p className="mt-2 text-xs text-ink-3">
          {label(planKindLabels, item.plan_kind)} ·{' '}
          <Link to="/plans/$planId" params={{ planId: item.plan_id }} className="underline">
            {item.plan_name}
          </Link>{' '}
          · {nameOf(item.assignee_id, item.assignee_name)}
        </p>
        {item.attempts > 0 && item.last_attempt_at && (
          <p className="text-xs text-ink-3">
            <Trans>
              tried {item.attempts} times, last <MyTime at={item.last_attempt_at} />
            </Trans>
          </p>
        )}
        {reasons.map((reason) => (
          <Note key={reason} className="mt-2">
            {reason}
          </Note>
        ))}
      </Section>
      {callable && isOpen && (
        <Section title={<Trans>Their calling hours</Trans>}>
          <p>{language() === 'en' ? callable.explanation.en : callable.explanation.zh}</p>
          {isOutside && (
            <p className="mt-1 flex items-center gap-1.5 text-warn-ink">
              <TriangleAlert className="icon-sm" aria-hidden />
              <Trans>This time lies outside them.</Trans>
            </p>
          )}
          {slots.length > 0 && (
            <>
              <h4 className="mt-2 mb-1 text-xs text-ink-3">
                <Trans>Earlier hours that are open</Trans>
              </h4>
              <ul className="flex flex-col gap-1">
                {slots.map((slot, index) => (
                  <li key={slot}>
                    <button
                      type="button"
                      onClick={() => onStep({ on: dayIn(slot, item.zone), at: slot })}
                      className="flex w-full cursor-default items-center gap-2 rounded-badge text-left hover:bg-hover focus-visible:ring-focus"
                    >
                      <Kbd keys={String(index + 1)} />
                      <span className="date">{momentText(slot, item.zone, mine, now)}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
        </Section>
      )}
      {(item.place || item.materials) && (
        <Section title={<Trans>To take along</Trans>}>
          {[item.place, item.materials].filter(Boolean).map((each) => (
            <p key={each}>{each}</p>
          ))}
        </Section>
      )}
      {isOpen && item.checklist.length > 0 && (
        <Section title={<Trans>To see to</Trans>}>
          <ul className="flex flex-col gap-1">
            {item.checklist.map((each) => (
              <li key={each} className="flex items-center gap-2">
                <Circle className="icon-xs text-ink-3" aria-hidden />
                {label(checklistLabels, each)}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section>
        <div className="flex flex-wrap gap-2">
          {moves && (
            <Button variant="primary" icon={CalendarClock} keys="m" onPress={() => onAct('reschedule')}>
              {to ? <Trans>Move it there</Trans> : <Trans>Move it</Trans>}
            </Button>
          )}
          {may('reassign') && (
            <Button icon={UserRoundCog} onPress={() => onAct('reassign')}>
              <Trans>To somebody else</Trans>
            </Button>
          )}
          {moves && (
            <Button icon={Pencil} onPress={() => onAct('edit')}>
              <Trans>Change it</Trans>
            </Button>
          )}
          {logs && isOpen && item.method === 'phone' && item.occasion !== 'revisit' && (
            <Button icon={Phone} onPress={() => void router.navigate({ href: `/dial?item=${item.id}` })}>
              <Trans>Open it to dial</Trans>
            </Button>
          )}
          {logs && isOpen && item.occasion === 'revisit' && (
            <Button
              icon={NotebookPen}
              onPress={() =>
                void router.navigate({ href: `/plans/revisit?customer=${item.customer_id}&item=${item.id}` })
              }
            >
              <Trans>Record the revisit</Trans>
            </Button>
          )}
          <Button icon={CalendarArrowDown} onPress={() => window.location.assign(calendarPath(item.id))}>
            <Trans>Calendar file</Trans>
          </Button>
          {may('cancel') && (
            <Button icon={X} onPress={() => onAct('cancel')}>
              <Trans>Give it up</Trans>
            </Button>
          )}
        </div>
        {moves && (
          <p className="mt-3 flex flex-wrap items-center gap-1.5 text-xs text-ink-3 max-tablet:hidden">
            <Kbd keys="arrowup" />
            <Kbd keys="arrowdown" />
            <Trans>15 minutes</Trans>
            <Kbd keys="arrowleft" className="ml-2" />
            <Kbd keys="arrowright" />
            <Trans>a day</Trans>
          </p>
        )}
      </Section>
    </aside>
  );
}
