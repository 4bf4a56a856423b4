import { createFileRoute } from '@tanstack/react-router';
import type { ImportKind, ImportState } from '@/api';
import { ImportsPage } from '@/features/imports';
import { words } from '@/shared/i18n';

interface Search {
  mine?: true;
  kind?: ImportKind;
  state?: ImportState;
  waiting?: true;
}
const STATES = ['uploaded', 'mapped', 'checked', 'running', 'finished', 'cancelled', 'failed'];

export const Route = createFileRoute('/_shell/imports/')({
  validateSearch: (search: Record<string, unknown>): Search => ({
    ...(search['mine'] === true && { mine: true }),
    ...((search['kind'] === 'customers' || search['kind'] === 'records') && { kind: search['kind'] }),
    ...(STATES.includes(String(search['state'])) && { state: search['state'] as ImportState }),
    ...(search['waiting'] === true && { waiting: true }),
  }),
  loader: () => words('imports'),
  component: Imports,
});

function Imports() {
  const { mine = false, kind = null, state = null, waiting = false } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ImportsPage
      choice={{ mine, kind, state, screening: waiting }}
      onChoice={(next) => {
        const search = { ...(next.mine && { mine: true as const }), ...(next.screening && { waiting: true as const }) };
        const more = { ...(next.kind && { kind: next.kind }), ...(next.state && { state: next.state }) };
        void navigate({ search: { ...search, ...more }, replace: true });
      }}
      onOpen={(importId) => void navigate({ to: '/imports/$importId', params: { importId } })}
    />
  );
}
