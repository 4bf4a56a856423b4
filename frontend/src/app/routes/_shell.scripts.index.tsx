import { createFileRoute } from '@tanstack/react-router';
import { ScriptsPage } from '@/features/scripts';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/scripts/')({
  loader: () => words('scripts'),
  component: Scripts,
});

function Scripts() {
  const navigate = Route.useNavigate();
  return <ScriptsPage onOpen={(scriptId) => void navigate({ to: '/scripts/$scriptId', params: { scriptId } })} />;
}
