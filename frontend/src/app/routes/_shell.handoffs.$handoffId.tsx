import { createFileRoute } from '@tanstack/react-router';
import { HandoffsPage } from '@/features/handoffs';
import { askedOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/handoffs/$handoffId')({
  validateSearch: askedOf,
  loader: () => words('handoffs'),
  component: Handoff,
});

function Handoff() {
  const { handoffId } = Route.useParams();
  const { asked } = Route.useSearch();
  const navigate = Route.useNavigate();
  const search = asked ? { asked } : {};
  return (
    <HandoffsPage
      asked={asked}
      openId={handoffId}
      onAsked={(next) => void navigate({ to: '/handoffs', search: { asked: next } })}
      onOpen={(id) => void navigate({ to: '/handoffs/$handoffId', params: { handoffId: id }, search })}
    />
  );
}
