import { createFileRoute } from '@tanstack/react-router';
import { TargetsPage, type TargetsSearch } from '@/features/targets';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/targets')({
  validateSearch: (search: Record<string, unknown>): TargetsSearch => texts(search, ['month', 'team']),
  loader: () => words('targets'),
  component: Targets,
});

function Targets() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <TargetsPage search={search} onSearch={(next) => void navigate({ search: next })} />;
}
