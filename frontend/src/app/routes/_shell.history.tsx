import { createFileRoute } from '@tanstack/react-router';
import { HistoryPage } from '@/features/history';
import { historyOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/history')({
  validateSearch: historyOf,
  loader: () => words('history'),
  component: History,
});

function History() {
  const choice = Route.useSearch();
  const navigate = Route.useNavigate();
  // One record at a time: what is compared belongs to it alone.
  return (
    <HistoryPage
      key={choice.record}
      choice={choice}
      onChoice={(search) => void navigate({ search, replace: search.record === choice.record })}
    />
  );
}
