import { createFileRoute } from '@tanstack/react-router';
import { CampaignPage } from '@/features/campaigns';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/campaigns/$campaignId')({
  loader: () => words('campaigns'),
  staticData: { screen: 'work' },
  component: Campaign,
});

function Campaign() {
  const { campaignId } = Route.useParams();
  return <CampaignPage key={campaignId} id={campaignId} />;
}
