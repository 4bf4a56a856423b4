import { createFileRoute } from '@tanstack/react-router';
import { OpportunityPage } from '@/features/opportunities';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/opportunities/$opportunityId')({
  staticData: { screen: 'record' },
  loader: () => words('opportunities'),
  component: Opportunity,
});

function Opportunity() {
  const { opportunityId } = Route.useParams();
  const navigate = Route.useNavigate();
  return (
    <OpportunityPage
      key={opportunityId}
      id={opportunityId}
      onOpen={(id) => void navigate({ to: '/opportunities/$opportunityId', params: { opportunityId: id } })}
    />
  );
}
