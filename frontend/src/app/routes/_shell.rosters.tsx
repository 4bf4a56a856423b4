import { createFileRoute } from '@tanstack/react-router';
import { RostersPage } from '@/features/rosters';
import { words } from '@/shared/i18n';

interface Search {
  /** The date the two weeks begin with. */
  from?: string;
}

export const Route = createFileRoute('/_shell/rosters')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>): Search => ({
    ...(typeof search['from'] === 'string' && /^\d{4}-\d\d-\d\d$/.test(search['from']) && { from: search['from'] }),
  }),
  loader: () => words('rosters'),
  component: Rosters,
});

function Rosters() {
  const { from = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <RostersPage from={from} onFrom={(day) => void navigate({ search: day === null ? {} : { from: day } })} />;
}
