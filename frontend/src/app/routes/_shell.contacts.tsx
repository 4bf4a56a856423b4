import { createFileRoute } from '@tanstack/react-router';
import type { ContactRole } from '@/api';
import { ContactsPage } from '@/features/customers';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/contacts')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>) => texts(search, ['view', 'q', 'author']),
  loader: () => words('customers'),
  component: Contacts,
});

function Contacts() {
  const { q = '', view, author } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ContactsPage
      choice={{ q, role: (view as ContactRole | undefined) ?? null, mine: author === 'me' }}
      onChoice={(next) =>
        void navigate({
          search: {
            ...(next.q && { q: next.q }),
            ...(next.role && { view: next.role }),
            ...(next.mine && { author: 'me' }),
          },
          replace: true,
        })
      }
      onOpen={(customerId) => void navigate({ to: '/customers/$customerId', params: { customerId } })}
    />
  );
}
