import { createFileRoute, useRouter } from '@tanstack/react-router';
import { CustomerPage, type RecordSearch } from '@/features/customer';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/customers/$customerId')({
  staticData: { screen: 'record' },
  validateSearch: (search: Record<string, unknown>): RecordSearch => texts(search, ['tab', 'show']),
  loader: () => words('customer'),
  component: Record,
});

function Record() {
  const { customerId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const router = useRouter();
  return (
    <CustomerPage
      customerId={customerId}
      search={search}
      onSearch={(next) => void navigate({ search: next, replace: true })}
      onOpen={(id) => router.history.replace(`/customers/${id}`)}
      onBack={(href) => router.history.push(href)}
      onCompare={
        '/duplicates' in router.routesByPath ? (pair) => router.history.push(`/duplicates?pair=${pair}`) : null
      }
    />
  );
}
