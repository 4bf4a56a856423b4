import { createFileRoute, useRouter } from '@tanstack/react-router';
import { CustomersPage, type ListSearch } from '@/features/customers';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/customers/')({
  validateSearch: (search: Record<string, unknown>): ListSearch =>
    texts(search, ['view', 'q', 'f', 'sort', 'cols', 'w']),
  loader: () => words('customers'),
  component: Customers,
});

function Customers() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const router = useRouter();
  return (
    <CustomersPage
      search={search}
      onSearch={(next, isStep) => void navigate({ search: next, replace: !isStep })}
      onOpen={(customerId) => router.history.push(`/customers/${customerId}`)}
      onNew={() => router.history.push('/customers/new')}
      onImport={'/imports' in router.routesByPath ? () => router.history.push('/imports') : null}
    />
  );
}
