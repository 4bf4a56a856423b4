import { createFileRoute } from '@tanstack/react-router';
import { PreventivePage } from '@/features/complaints';
import { shownOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/complaints/preventive')({
  validateSearch: shownOf,
  loader: () => words('complaints'),
  component: Preventive,
});

function Preventive() {
  const { shown = 'open' } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <PreventivePage shown={shown} onShown={(next) => void navigate({ search: { shown: next }, replace: true })} />;
}
