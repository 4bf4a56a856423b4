import { createFileRoute } from '@tanstack/react-router';
import { CampaignsPage } from '@/features/campaigns';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

const STATES = ['draft', 'running', 'ended', 'cancelled'] as const;

export const Route = createFileRoute('/_shell/campaigns/')({
  validateSearch: (search: Record<string, unknown>) => texts(search, ['state', 'segment']),
  loader: () => words('campaigns'),
  component: Campaigns,
});

function Campaigns() {
  const { state, segment } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CampaignsPage
      standing={STATES.find((each) => each === state) ?? 'all'}
      segment={segment ?? null}
      onStanding={(next) => void navigate({ search: next === 'all' ? {} : { state: next }, replace: true })}
      onOpen={(campaignId) => void navigate({ to: '/campaigns/$campaignId', params: { campaignId } })}
      onSources={() => void navigate({ to: '/campaigns/sources' })}
    />
  );
}
