import { createFileRoute } from '@tanstack/react-router';
import { PlanPage } from '@/features/plans';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/plans/$planId')({
  loader: () => words('plans'),
  component: Plan,
});

function Plan() {
  const { planId } = Route.useParams();
  return <PlanPage key={planId} id={planId} />;
}
