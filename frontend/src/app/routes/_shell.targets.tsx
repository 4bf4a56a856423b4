import { createFileRoute } from '@tanstack/react-router';
import { TargetsPage } from '@/features/targets';
import { words } from '@/shared/i18n';

interface Search {
  /** `2026-03`; the present month when left out. */
  month?: string;
}

export const Route = createFileRoute('/_shell/targets')({
  validateSearch: (search: Record<string, unknown>): Search => ({
    ...(typeof search['month'] === 'string' &&
      /^20\d\d-(0[1-9]|1[0-2])$/.test(search['month']) && { month: search['month'] }),
  }),
  loader: () => words('targets'),
  component: Targets,
});

function Targets() {
  const { month = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <TargetsPage month={month} onMonth={(next) => void navigate({ search: next === null ? {} : { month: next } })} />
  );
}
