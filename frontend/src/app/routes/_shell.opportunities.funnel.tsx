import { createFileRoute } from '@tanstack/react-router';
import { FunnelPage } from '@/features/opportunities';
import { filtersOf, spanOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/opportunities/funnel')({
  validateSearch: (search: Record<string, unknown>) => ({ ...filtersOf(search), ...spanOf(search) }),
  loader: () => words('opportunities'),
  component: Funnel,
});

function Funnel() {
  const { span = '365', ...filters } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <FunnelPage
      filters={filters}
      span={span}
      onFilters={(next) => void navigate({ search: { ...next, span }, replace: true })}
      onSpan={(next) => void navigate({ search: { ...filters, span: next }, replace: true })}
    />
  );
}
