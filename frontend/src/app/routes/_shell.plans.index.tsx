import { createFileRoute } from '@tanstack/react-router';
import { WeekPage } from '@/features/plans';
import { weekChoiceOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/plans/')({
  staticData: { screen: 'work' },
  validateSearch: weekChoiceOf,
  loader: () => words('plans'),
  component: Week,
});

function Week() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <WeekPage choice={search} onChoice={(next, replace = false) => void navigate({ search: next, replace })} />;
}
