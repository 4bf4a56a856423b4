import { createFileRoute } from '@tanstack/react-router';
import { type HandoffView, HandoffsPage } from '@/features/handoffs';
import { words } from '@/shared/i18n';
import { useMay } from '@/shared/permissions';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/handoffs')({
  validateSearch: (search: Record<string, unknown>) => texts(search, ['view', 'which', 'open']),
  loader: () => words('handoffs'),
  component: Handoffs,
});

function Handoffs() {
  const answers = useMay('handoff:answer');
  const { view = answers ? 'department' : 'asked', which, open = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  const own = { view, ...(which && { which }) };
  return (
    <HandoffsPage
      choice={{ view: view as HandoffView, isClosed: which === 'all' }}
      openId={open}
      onChoice={(next) =>
        void navigate({ search: { view: next.view, ...(next.isClosed && { which: 'all' }) }, replace: true })
      }
      onOpen={(id) => void navigate({ search: { ...own, ...(id && { open: id }) }, replace: true })}
    />
  );
}
