import { createFileRoute } from '@tanstack/react-router';
import { PlanList } from '@/features/plans';
import { planListChoiceOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/plans/list')({
  validateSearch: planListChoiceOf,
  loader: () => words('plans'),
  component: List,
});

function List() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <PlanList
      choice={{ whose: 'all', ...search }}
      onChoice={(next) => void navigate({ search: next, replace: true })}
      onOpen={(planId) => void navigate({ to: '/plans/$planId', params: { planId } })}
    />
  );
}
