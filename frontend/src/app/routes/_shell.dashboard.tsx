import { createFileRoute } from '@tanstack/react-router';
import { DashboardPage } from '@/features/dashboard';
import { dashboardOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/dashboard')({
  validateSearch: dashboardOf,
  loader: () => words('dashboard'),
  component: Dashboard,
});

function Dashboard() {
  const { span = '90', team } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <DashboardPage
      span={span}
      team={team}
      onChange={(next) =>
        void navigate({ search: { span: next.span, ...(next.team && { team: next.team }) }, replace: true })
      }
    />
  );
}
