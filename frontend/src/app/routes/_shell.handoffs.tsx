import { createFileRoute } from '@tanstack/react-router';
import { type HandoffView, HandoffsPage } from '@/features/handoffs';
import { words } from '@/shared/i18n';
import { useMay } from '@/shared/permissions';

interface Search {
  view?: HandoffView;
  closed?: true;
  open?: string;
}
const VIEWS = ['mine', 'department', 'asked', 'all'];

export const Route = createFileRoute('/_shell/handoffs')({
  validateSearch: (search: Record<string, unknown>): Search => ({
    ...(VIEWS.includes(String(search['view'])) && { view: search['view'] as HandoffView }),
    ...(search['closed'] === true && { closed: true }),
    ...(typeof search['open'] === 'string' && { open: search['open'] }),
  }),
  loader: () => words('handoffs'),
  component: Handoffs,
});

function Handoffs() {
  const answers = useMay('handoff:answer');
  const { view = answers ? 'department' : 'asked', closed = false, open = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  const own = { view, ...(closed && { closed: true as const }) };
  return (
    <HandoffsPage
      choice={{ view, isClosed: closed }}
      openId={open}
      onChoice={(next) =>
        void navigate({ search: { view: next.view, ...(next.isClosed && { closed: true as const }) }, replace: true })
      }
      onOpen={(id) => void navigate({ search: { ...own, ...(id && { open: id }) }, replace: true })}
    />
  );
}
