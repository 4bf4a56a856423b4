import { createFileRoute } from '@tanstack/react-router';
import { DayPage } from '@/features/overview';
import { TodayPage } from '@/features/today';
import { dayOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';
import { showOverlay } from '../overlays/overlays';

export const Route = createFileRoute('/_shell/today')({
  validateSearch: dayOf,
  loader: () => Promise.all([words('today'), words('overview')]),
  component: Today,
});

function Today() {
  const { day, team } = Route.useSearch();
  const navigate = Route.useNavigate();
  const own = (
    <TodayPage
      onDial={(item) => void navigate({ to: '/dial', search: item === null ? {} : { item } })}
      onComplete={(complete) => void navigate({ to: '/dial', search: { complete } })}
      onCustomer={(customerId) => void navigate({ to: '/customers/$customerId', params: { customerId } })}
      onNew={() => void navigate({ to: '/customers/new' })}
      onAlerts={() => showOverlay('alerts')}
    />
  );
  return (
    <DayPage
      own={own}
      isOwn={day === 'own'}
      teamId={team}
      onTeam={(id) => void navigate({ search: id === undefined ? {} : { team: id }, replace: true })}
      onOwn={() => void navigate({ search: { day: 'own' } })}
      onComplaint={(complaintId) => void navigate({ to: '/complaints/$complaintId', params: { complaintId } })}
      onRegister={() => void navigate({ to: '/complaints/new' })}
    />
  );
}
