import { createFileRoute } from '@tanstack/react-router';
import { InboxPage } from '@/features/inbox';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/news')({
  validateSearch: (search: Record<string, unknown>) => texts(search, ['tab', 'view', 'which', 'all']),
  loader: () => words('inbox'),
  component: News,
});

function News() {
  const { tab, view = 'mine', which, all } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <InboxPage
      tab={tab === 'changes' ? 'changes' : 'proposals'}
      choice={{ view: view === 'made' || view === 'all' ? view : 'mine', isClosed: which === 'all' }}
      unseen={all === undefined}
      onTab={(next) => void navigate({ search: next === 'changes' ? { tab: next } : {} })}
      onChoice={(next) =>
        void navigate({ search: { view: next.view, ...(next.isClosed && { which: 'all' }) }, replace: true })
      }
      onUnseen={(unseen) =>
        void navigate({ search: { tab: 'changes', ...(!unseen && { all: 'yes' }) }, replace: true })
      }
    />
  );
}
