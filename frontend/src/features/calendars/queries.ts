import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { type ExceptionDay, type WorkingCalendar, api, onEvents, once, unwrap } from '@/api';
import type { Week } from './hours';

/** Every working calendar, the company's first. */
export const calendarsQuery = queryOptions({
  queryKey: ['calendars'],
  queryFn: ({ signal }) => unwrap(api.GET('/v1/calendars', { signal, params: { query: { limit: 200 } } })),
  select: ({ items }) =>
    items.toSorted(
      (one, other) =>
        Number(one.department_id !== null) - Number(other.department_id !== null) || one.name.localeCompare(other.name),
    ),
});

/** Each day of a year as that calendar works it. */
export const daysQuery = ({ id, version }: Pick<WorkingCalendar, 'id' | 'version'>, year: number) =>
  queryOptions({
    queryKey: ['calendars', id, 'days', version, year],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/calendars/{calendar_id}/days', {
          signal,
          params: { path: { calendar_id: id }, query: { from: `${year}-01-01`, to: `${year}-12-31` } },
        }),
      ),
  });

/** Departments by id. */
export const departmentsQuery = queryOptions({
  queryKey: ['departments', 'all'],
  queryFn: async ({ signal }) => {
    const page = await unwrap(api.GET('/v1/departments', { signal, params: { query: { limit: 200 } } }));
    return new Map(page.items.map((department) => [department.id, department]));
  },
});

export interface CalendarFacts {
  name: string;
  zone: string;
  weekly: Week;
  holiday_country: string | null;
  holiday_subdivision: string | null;
}

export const createCalendar = (departmentId: string, facts: CalendarFacts) => {
  const body = { department_id: departmentId, ...facts };
  return once('calendar:new', body, (key) =>
    unwrap(api.POST('/v1/calendars', { body, params: { header: { 'Idempotency-Key': key } } })),
  );
};

const of = ({ id, version }: Pick<WorkingCalendar, 'id' | 'version'>) => ({
  path: { calendar_id: id },
  header: { 'If-Match': `"${version}"` },
});

export const updateCalendar = (
  calendar: WorkingCalendar,
  body: Partial<CalendarFacts> & { exceptions?: ExceptionDay[] },
) => unwrap(api.PATCH('/v1/calendars/{calendar_id}', { body, params: of(calendar) }));

export const removeCalendar = (calendar: WorkingCalendar) =>
  unwrap(api.DELETE('/v1/calendars/{calendar_id}', { params: of(calendar) }));

export interface Wanted {
  start: string;
  working_days: number;
  working_hours: number;
  working_minutes: number;
  pauses: { start: string; end: string | null }[];
  offsets: string[];
}

/** How a deadline is counted in that calendar. */
export const explain = (id: string, body: Wanted) =>
  unwrap(api.POST('/v1/calendars/{calendar_id}/explain', { body, params: { path: { calendar_id: id } } }));

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['calendars'] });
onEvents({ 'calendar.changed': again });
