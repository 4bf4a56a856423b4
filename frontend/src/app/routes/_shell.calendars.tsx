import { createFileRoute } from '@tanstack/react-router';
import { CalendarsPage } from '@/features/calendars';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/calendars')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>) => texts(search, ['calendar', 'year']),
  loader: () => words('calendars'),
  component: Calendars,
});

function Calendars() {
  const { calendar = null, year } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CalendarsPage
      calendarId={calendar}
      year={/^\d{4}$/.test(year ?? '') ? Number(year) : null}
      onChoice={(next) =>
        void navigate({
          search: {
            ...(next.calendarId !== null && { calendar: next.calendarId }),
            ...(next.year !== null && { year: String(next.year) }),
          },
          replace: true,
        })
      }
    />
  );
}
