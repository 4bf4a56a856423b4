import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, Plus } from 'lucide-react';
import { useState } from 'react';
import { title } from '@/shared/format';
import { useMay } from '@/shared/permissions';
import { cityOf, useMinute, wallTime } from '@/shared/time';
import { Button } from '@/shared/ui/actions/button';
import { cx } from '@/shared/ui/cx';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { Column, PanelHeader } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { CalendarView } from './calendar-view';
import { ExplainPart } from './explain-part';
import { calendarsQuery, departmentsQuery } from './queries';

const CalendarDialog = lazyDialog(() => import('./calendar-dialog').then((module) => module.CalendarDialog));

interface Props {
  calendarId: string | null;
  year: number | null;
  onChoice: (choice: { calendarId: string | null; year: number | null }) => void;
}

/** The working calendars by which every deadline is counted: the company's, and those of departments. */
export function CalendarsPage({ calendarId, year, onChoice }: Props) {
  const { t } = useLingui();
  const list = useQuery(calendarsQuery);
  const departments = useQuery(departmentsQuery).data;
  const writes = useMay('calendar:write');
  const [isAdding, setAdding] = useState(false);
  const now = useMinute();
  const calendars = list.data ?? [];
  const current = calendars.find((calendar) => calendar.id === calendarId) ?? calendars[0];
  const shownYear = year ?? wallTime(now, current?.zone ?? 'UTC').year;
  return (
    <>
      <PanelHeader
        title={t`Working calendars`}
        isReadOnly={!writes}
        actions={
          writes && (
            <Button variant="primary" icon={Plus} onPress={() => setAdding(true)}>
              <Trans>Calendar for a department</Trans>
            </Button>
          )
        }
      />
      <div className="flex min-h-0 flex-1 divide-x divide-line max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
        <Column width={220} isSide label={t`Calendars`} className="max-laptop:w-full! max-laptop:flex-none">
          {list.isPending && <SkeletonLines lines={4} />}
          {list.isError && (
            <PartError
              title={<Trans>The calendars were not loaded</Trans>}
              error={list.error}
              onRetry={() => void list.refetch()}
            />
          )}
          <ul className="p-2">
            {calendars.map((calendar) => {
              const department = departments?.get(calendar.department_id ?? '');
              return (
                <li key={calendar.id}>
                  <button
                    type="button"
                    aria-current={calendar.id === current?.id}
                    onClick={() => onChoice({ calendarId: calendar.id, year })}
                    className={cx(
                      'flex w-full cursor-default items-start gap-2 rounded-control px-2 py-1 text-left focus-visible:ring-focus-inside',
                      calendar.id === current?.id ? 'bg-surface-3' : 'hover:bg-hover',
                    )}
                  >
                    <CalendarClock className="icon-sm mt-1 text-ink-3" aria-hidden />
                    <span className="min-w-0 flex-1">
                      <span className="block truncate font-strong">{calendar.name}</span>
                      <span className="block text-xs text-ink-3">
                        {calendar.department_id === null
                          ? t`All departments without their own`
                          : department && title(department)}{' '}
                        · {cityOf(calendar.zone)}
                      </span>
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </Column>
        {current && (
          <>
            <CalendarView
              key={current.id}
              calendar={current}
              year={shownYear}
              writes={writes}
              onYear={(next) => onChoice({ calendarId, year: next })}
              onRemoved={() => onChoice({ calendarId: null, year })}
            />
            <ExplainPart key={`explain:${current.id}`} calendar={current} />
          </>
        )}
      </div>
      {isAdding && (
        <CalendarDialog
          calendar={null}
          taken={new Set(calendars.map((calendar) => calendar.department_id))}
          onClose={() => setAdding(false)}
          onDone={(made) => onChoice({ calendarId: made.id, year })}
        />
      )}
    </>
  );
}
