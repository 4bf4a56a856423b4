import { createFileRoute } from '@tanstack/react-router';
import type { ExportState } from '@/api';
import { ExportsPage } from '@/features/exports';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/exports')({
  validateSearch: (search: Record<string, unknown>) => texts(search, ['whose', 'state', 'open']),
  loader: () => words('exports'),
  component: Exports,
});

function Exports() {
  const { whose, state, open = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  const own = { ...(whose && { whose }), ...(state && { state }) };
  return (
    <ExportsPage
      choice={{ mine: whose === 'mine', state: (state as ExportState | undefined) ?? null }}
      openId={open}
      onChoice={(next) => {
        const search = { ...(next.mine && { whose: 'mine' }), ...(next.state && { state: next.state }) };
        void navigate({ search, replace: true });
      }}
      onOpen={(id) => void navigate({ search: { ...own, ...(id && { open: id }) }, replace: true })}
    />
  );
}
