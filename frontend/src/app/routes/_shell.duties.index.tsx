import { createFileRoute } from '@tanstack/react-router';
import { DutiesPage } from '@/features/duties';
import { dutiesOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/duties/')({
  staticData: { screen: 'work' },
  validateSearch: dutiesOf,
  loader: () => words('duties'),
  component: Duties,
});

function Duties() {
  const { by = 'owner', shown = 'overdue' } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <DutiesPage
      by={by}
      shown={shown}
      onBy={(next) => void navigate({ search: { by: next, shown }, replace: true })}
      onShown={(next) => void navigate({ search: { by, shown: next }, replace: true })}
    />
  );
}
