import { createFileRoute } from '@tanstack/react-router';
import { ListPage } from '@/features/opportunities';
import { filtersOf, listChoiceOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/opportunities/list')({
  validateSearch: (search: Record<string, unknown>) => ({ ...filtersOf(search), ...listChoiceOf(search) }),
  loader: () => words('opportunities'),
  component: List,
});

function List() {
  const { stage, outcome = 'open', sort = '-base_amount', ...filters } = Route.useSearch();
  const navigate = Route.useNavigate();
  const choice = { outcome, sort, ...(stage && { stage }) };
  return (
    <ListPage
      filters={filters}
      choice={choice}
      onFilters={(next) => void navigate({ search: { ...next, ...choice }, replace: true })}
      onChoice={(next) => void navigate({ search: { ...filters, ...next }, replace: true })}
      onOpen={(opportunityId) => void navigate({ to: '/opportunities/$opportunityId', params: { opportunityId } })}
    />
  );
}
