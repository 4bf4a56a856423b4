import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarDays } from 'lucide-react';
import type { PlannedContact } from '@/api';
import { itemStateLabels, label } from '@/shared/labels';
import { MethodIcon } from '@/shared/plans';
import { usePreferences } from '@/shared/preferences';
import { dateText, useMinute } from '@/shared/time';
import { Badge } from '@/shared/ui/values/badge';
import { LocalTime } from '@/shared/ui/values/figures';
import { Empty } from '@/shared/ui/feedback/states';
import { ITEM_TONES } from '../words';

/** The week on a telephone: day by day, in the order of the clock. */
export function PhoneWeek({
  items,
  onOpen,
}: {
  items: readonly PlannedContact[];
  onOpen: (item: PlannedContact) => void;
}) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone } = usePreferences();
  const days = [...new Set(items.map((item) => item.due_on))];
  if (items.length === 0) {
    return (
      <Empty className="m-auto" icon={CalendarDays} title={<Trans>Nothing is planned this week</Trans>}>
        <Trans>The grid of the week is there on a wider screen.</Trans>
      </Empty>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-auto" role="region" aria-label={t`The week`}>
      {days.map((day) => (
        <section key={day}>
          <h2 className="sticky top-0 border-b border-line bg-surface-2 px-4 py-1.5 text-xs text-ink-3">
            {dateText(day, now, zone, { weekday: true })}
          </h2>
          <ul>
            {items
              .filter((item) => item.due_on === day)
              .map((item) => (
                <li key={item.id} className="border-b border-line">
                  <button
                    type="button"
                    onClick={() => onOpen(item)}
                    className="flex min-h-11 w-full cursor-default items-center gap-3 px-4 py-2 text-left focus-visible:ring-focus-inside"
                  >
                    <MethodIcon method={item.method} bare />
                    <span className="min-w-0 flex-1">
                      <b className="block truncate">{item.customer_name}</b>
                      <span className="text-xs text-ink-3">
                        {item.due_at === null ? (
                          <Trans>on that day</Trans>
                        ) : (
                          <LocalTime at={item.due_at} zone={item.zone} timeOnly />
                        )}
                      </span>
                    </span>
                    <Badge tone={ITEM_TONES[item.state]}>{label(itemStateLabels, item.state)}</Badge>
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <p className="px-4 py-3 text-xs text-ink-3">
        <Trans>The grid of the week is there on a wider screen.</Trans>
      </p>
    </div>
  );
}
