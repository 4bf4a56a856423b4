import { createFileRoute } from '@tanstack/react-router';
import { BoardPage } from '@/features/opportunities';
import { filtersOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/opportunities/')({
  validateSearch: filtersOf,
  loader: () => words('opportunities'),
  component: Board,
});

function Board() {
  const filters = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <BoardPage
      filters={filters}
      onFilters={(search) => void navigate({ search, replace: true })}
      onOpen={(opportunityId) => void navigate({ to: '/opportunities/$opportunityId', params: { opportunityId } })}
    />
  );
}
