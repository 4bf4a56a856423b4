import { createFileRoute } from '@tanstack/react-router';
import type { ExportState } from '@/api';
import { ExportsPage } from '@/features/exports';
import { words } from '@/shared/i18n';

interface Search {
  mine?: true;
  state?: ExportState;
  open?: string;
}
const STATES = ['requested', 'approved', 'produced', 'expired', 'denied'];

export const Route = createFileRoute('/_shell/exports')({
  validateSearch: (search: Record<string, unknown>): Search => ({
    ...(search['mine'] === true && { mine: true }),
    ...(STATES.includes(String(search['state'])) && { state: search['state'] as ExportState }),
    ...(typeof search['open'] === 'string' && { open: search['open'] }),
  }),
  loader: () => words('exports'),
  component: Exports,
});

function Exports() {
  const { mine = false, state = null, open = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  const own = { ...(mine && { mine: true as const }), ...(state && { state }) };
  return (
    <ExportsPage
      choice={{ mine, state }}
      openId={open}
      onChoice={(next) => {
        const search = { ...(next.mine && { mine: true as const }), ...(next.state && { state: next.state }) };
        void navigate({ search, replace: true });
      }}
      onOpen={(id) => void navigate({ search: { ...own, ...(id && { open: id }) }, replace: true })}
    />
  );
}
