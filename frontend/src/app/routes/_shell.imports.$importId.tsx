import { createFileRoute } from '@tanstack/react-router';
import { ImportPage } from '@/features/imports';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/imports/$importId')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>) => texts(search, ['step', 'state', 'row']),
  loader: () => words('imports'),
  component: OneImport,
});

function OneImport() {
  const { importId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ImportPage
      importId={importId}
      search={search}
      onSearch={(next) => void navigate({ search: { ...next }, replace: next.step === search.step })}
      onOpen={(id) => void navigate({ to: '/imports/$importId', params: { importId: id } })}
    />
  );
}
