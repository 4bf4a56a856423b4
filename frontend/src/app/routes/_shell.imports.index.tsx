import { createFileRoute } from '@tanstack/react-router';
import type { ImportKind, ImportState } from '@/api';
import { ImportsPage } from '@/features/imports';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/imports/')({
  validateSearch: (search: Record<string, unknown>) => texts(search, ['whose', 'kind', 'state']),
  loader: () => words('imports'),
  component: Imports,
});

function Imports() {
  const { whose, kind, state } = Route.useSearch();
  const navigate = Route.useNavigate();
  const screening = state === 'screening';
  const choice = {
    mine: whose === 'mine',
    kind: (kind as ImportKind | undefined) ?? null,
    state: screening ? null : ((state as ImportState | undefined) ?? null),
    screening,
  };
  return (
    <ImportsPage
      choice={choice}
      onChoice={(next) => {
        const stands = next.screening ? 'screening' : next.state;
        const search = { ...(next.mine && { whose: 'mine' }), ...(next.kind && { kind: next.kind }) };
        void navigate({ search: { ...search, ...(stands && { state: stands }) }, replace: true });
      }}
      onOpen={(importId) => void navigate({ to: '/imports/$importId', params: { importId } })}
    />
  );
}
