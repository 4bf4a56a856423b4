import { createFileRoute } from '@tanstack/react-router';
import { RostersPage } from '@/features/rosters';
import { day, reader } from '@/shared/addresses/read';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/rosters')({
  staticData: { screen: 'work' },
  /** `from`: the date the two weeks begin with. */
  validateSearch: reader({ from: day }),
  loader: () => words('rosters'),
  component: Rosters,
});

function Rosters() {
  const { from = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <RostersPage from={from} onFrom={(day) => void navigate({ search: day === null ? {} : { from: day } })} />;
}
