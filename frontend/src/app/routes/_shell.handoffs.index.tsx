import { createFileRoute } from '@tanstack/react-router';
import { HandoffsPage } from '@/features/handoffs';
import { askedOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/handoffs/')({
  validateSearch: askedOf,
  loader: () => words('handoffs'),
  component: Handoffs,
});

function Handoffs() {
  const { asked } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <HandoffsPage
      asked={asked}
      openId={null}
      onAsked={(next) => void navigate({ search: { asked: next }, replace: true })}
      onOpen={(handoffId) =>
        void navigate({ to: '/handoffs/$handoffId', params: { handoffId }, search: asked ? { asked } : {} })
      }
    />
  );
}
