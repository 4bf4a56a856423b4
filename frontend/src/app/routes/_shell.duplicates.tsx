import { createFileRoute, useRouter } from '@tanstack/react-router';
import { MergePage } from '@/features/merge';
import { words } from '@/shared/i18n';

interface Search {
  /** The pair that is compared. */
  pair?: string;
  tab?: 'recent';
}

export const Route = createFileRoute('/_shell/duplicates')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>): Search => ({
    ...(typeof search['pair'] === 'string' && { pair: search['pair'] }),
    ...(search['tab'] === 'recent' && { tab: 'recent' }),
  }),
  loader: () => words('merge'),
  component: Duplicates,
});

function Duplicates() {
  const { pair = null, tab = 'open' } = Route.useSearch();
  const navigate = Route.useNavigate();
  const router = useRouter();
  return (
    <MergePage
      tab={tab}
      pairId={pair}
      onTab={(next) => void navigate({ search: next === 'recent' ? { tab: 'recent' } : {} })}
      onPair={(next) => void navigate({ search: next === null ? {} : { pair: next }, replace: true })}
      onCustomer={(id) => router.history.push(`/customers/${id}`)}
    />
  );
}
