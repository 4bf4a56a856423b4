import { createFileRoute, useRouter } from '@tanstack/react-router';
import { MergePage } from '@/features/merge';
import { oneOf, reader, text } from '@/shared/addresses/read';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/duplicates')({
  staticData: { screen: 'work' },
  /** `pair`: the one that is compared. */
  validateSearch: reader({ pair: text, tab: oneOf('recent') }),
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
