import { createFileRoute } from '@tanstack/react-router';
import { AnalysisPage } from '@/features/complaints';
import { cutOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/complaints/analysis')({
  validateSearch: cutOf,
  loader: () => words('complaints'),
  component: Analysis,
});

function Analysis() {
  const cut = Route.useSearch();
  const navigate = Route.useNavigate();
  return <AnalysisPage cut={cut} onCut={(search) => void navigate({ search, replace: true })} />;
}
