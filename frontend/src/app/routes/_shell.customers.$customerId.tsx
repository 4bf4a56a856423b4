import { createFileRoute, useRouter } from '@tanstack/react-router';
import { CustomerPage, type RecordSearch } from '@/features/customer';
import { words } from '@/shared/i18n';
import { lazy } from 'react';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/customers/$customerId')({
  staticData: { screen: 'record' },
  validateSearch: (search: Record<string, unknown>): RecordSearch => texts(search, ['tab', 'show']),
  loader: () => words('customer'),
  component: Record,
});

const Files = lazy(async () => {
  const [module] = await Promise.all([import('@/features/files'), words('files')]);
  return { default: module.CustomerFiles };
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
      files={<Files customerId={customerId} />}
      onSearch={(next) => void navigate({ search: next, replace: true })}
      onOpen={(id) => router.history.replace(`/customers/${id}`)}
      onBack={(href) => router.history.push(href)}
      onCompare={
        '/duplicates' in router.routesByPath ? (pair) => router.history.push(`/duplicates?pair=${pair}`) : null
      }
    />
  );
}
