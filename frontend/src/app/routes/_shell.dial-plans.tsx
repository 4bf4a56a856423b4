import { createFileRoute, useRouter } from '@tanstack/react-router';
import { DialPlansPage } from '@/features/dial-plans';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

interface Search {
  plan?: string;
  /** The plan it is compared with. */
  with?: string;
}

export const Route = createFileRoute('/_shell/dial-plans')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>): Search => texts(search, ['plan', 'with']),
  loader: () => words('dial-plans'),
  component: DialPlans,
});

function DialPlans() {
  const { plan = null, with: other = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  const router = useRouter();
  return (
    <DialPlansPage
      planId={plan}
      otherId={other}
      onPlan={(next) => void navigate({ search: { plan: next } })}
      onCompare={(next) =>
        void navigate({ search: (old) => ({ ...(old.plan && { plan: old.plan }), ...(next && { with: next }) }) })
      }
      onCustomer={(id) => router.history.push(`/customers/${id}`)}
    />
  );
}
