import { createFileRoute, useRouter } from '@tanstack/react-router';
import { CustomerPage } from '@/features/customer';
import { type RecordSearch, readRecordSearch } from '@/features/customer/address';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/customers/$customerId')({
  staticData: { screen: 'record' },
  validateSearch: (search: Record<string, unknown>): RecordSearch => readRecordSearch(search),
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
      onSearch={(next) => void navigate({ search: readRecordSearch({ ...next }), replace: true })}
      onOpen={(id) => router.history.replace(`/customers/${id}`)}
      onBack={(href) => router.history.push(href)}
      onCompare={
        '/duplicates' in router.routesByPath ? (pair) => router.history.push(`/duplicates?pair=${pair}`) : null
      }
    />
  );
}
