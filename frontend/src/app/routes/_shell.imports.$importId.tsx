import { createFileRoute } from '@tanstack/react-router';
import type { RowState } from '@/api';
import { ImportPage } from '@/features/imports';
import { words } from '@/shared/i18n';

const STEPS = ['columns', 'rows', 'screening'] as const;
const STATES = ['to_create', 'to_update', 'created', 'updated', 'unchanged', 'rejected', 'screening', 'skipped'];

interface Search {
  step?: (typeof STEPS)[number];
  state?: RowState;
  row?: number;
}

export const Route = createFileRoute('/_shell/imports/$importId')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>): Search => ({
    ...(STEPS.some((step) => step === search['step']) && { step: search['step'] as (typeof STEPS)[number] }),
    ...(STATES.includes(String(search['state'])) && { state: search['state'] as RowState }),
    ...(Number.isInteger(search['row']) && { row: Number(search['row']) }),
  }),
  loader: () => words('imports'),
  component: OneImport,
});

function OneImport() {
  const { importId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ImportPage
      importId={importId}
      search={search}
      onSearch={(next) => void navigate({ search: next, replace: next.step === search.step })}
      onOpen={(id) => void navigate({ to: '/imports/$importId', params: { importId: id } })}
    />
  );
}
