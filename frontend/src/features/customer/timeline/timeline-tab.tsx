import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import type { Customer, CustomerOverview } from '@/api';
import type { NameOf } from '@/shared/directory';
import { count } from '@/shared/format';
import { usePreferences } from '@/shared/preferences';
import { monthText, useMinute } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { Empty, PartError } from '@/shared/ui/feedback/states';
import { Timeline } from '@/shared/ui/lists/timeline';
import { FILTERS, byMonth, countOf, filterOf } from './entries';
import { timelineQuery } from '../queries';
import { timelineItem } from './timeline-rows';

interface Props {
  customer: Customer;
  overview: CustomerOverview | undefined;
  nameOf: NameOf;
  /** The chip that is pressed. */
  show: string | undefined;
  onShow: (filter: string) => void;
}

/** Everything that happened with the customer and is planned with it; chips show a part. */
export function TimelineTab({ customer, overview, nameOf, show, onShow }: Props) {
  const { t } = useLingui();
  const now = useMinute();
  const { zone: mine } = usePreferences();
  const filter = filterOf(show);
  const entries = useInfiniteQuery(timelineQuery(customer.id, filter));
  const names: Record<string, string> = {
    all: t`Everything`,
    phone: t`Calls`,
    email: t`Mail`,
    visit: t`Visits`,
    meeting: t`Meetings`,
    planned: t`Planned`,
    opportunity: t`Opportunities`,
    order: t`Orders`,
    complaint: t`Complaints`,
    handoff: t`Questions`,
    note: t({ context: 'timeline', message: 'Notes' }),
    record: t`The record`,
  };
  const zone = customer.zone ?? mine;
  const reading = { now, zone, place: customer.city ?? undefined, mine, nameOf };
  const months = byMonth(entries.data?.rows ?? [], zone, now);
  return (
    <div className="min-h-0 flex-1 overflow-auto max-laptop:overflow-visible">
      <div
        className="sticky top-0 z-2 flex min-h-10 flex-wrap items-center gap-1.5 border-b border-line bg-surface px-4 py-1.5 print:hidden"
        role="group"
        aria-label={t`What to show`}
      >
        {FILTERS.map((each) => {
          const found = overview && countOf(each, overview.timeline);
          if (each.id !== 'all' && each.id !== filter.id && !found) return null;
          return (
            <ToggleChip
              key={each.id}
              isSelected={each.id === filter.id}
              onChange={() => onShow(each.id)}
              {...(found !== undefined && { count: count(found) })}
            >
              {names[each.id]}
            </ToggleChip>
          );
        })}
      </div>
      {entries.isPending && <SkeletonLines lines={10} />}
      {entries.isError && (
        <PartError
          title={<Trans>The timeline was not loaded</Trans>}
          error={entries.error}
          onRetry={() => void entries.refetch()}
        />
      )}
      {entries.isSuccess && months.length === 0 && (
        <Empty className="py-12" icon={History} title={<Trans>Nothing has happened yet</Trans>}>
          <Trans>Calls, mail, visits, orders and changes stand here as they come.</Trans>
        </Empty>
      )}
      <Timeline
        label={t`Timeline`}
        groups={months.map((month) => ({
          id: month.id,
          name: month.id === 'ahead' ? t`Coming up` : monthText(`${month.id}-01`),
          items: month.entries.map((entry) => timelineItem(entry, reading)),
        }))}
      />
      {entries.hasNextPage && (
        <div className="flex justify-center pb-4 print:hidden">
          <Button isBusy={entries.isFetchingNextPage} onPress={() => void entries.fetchNextPage()}>
            <Trans>Show older ones</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
