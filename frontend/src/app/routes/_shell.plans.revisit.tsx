import { createFileRoute } from '@tanstack/react-router';
import { RevisitPage } from '@/features/plans';
import { revisitOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/plans/revisit')({
  staticData: { screen: 'work' },
  validateSearch: revisitOf,
  loader: () => words('plans'),
  component: Revisit,
});

function Revisit() {
  const { customer = null, item = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <RevisitPage
      key={customer}
      customerId={customer}
      itemId={item}
      onCustomer={(id) => void navigate({ search: { customer: id }, replace: true })}
      onDone={(id) => void navigate({ to: '/customers/$customerId', params: { customerId: id } })}
    />
  );
}
