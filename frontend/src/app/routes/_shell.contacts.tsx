import { createFileRoute } from '@tanstack/react-router';
import type { ContactRole } from '@/api';
import { ContactsPage } from '@/features/contacts';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/contacts')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>) => texts(search, ['q', 'role', 'mine']),
  loader: () => words('contacts'),
  component: Contacts,
});

function Contacts() {
  const { q = '', role, mine } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ContactsPage
      choice={{ q, role: (role as ContactRole | undefined) ?? null, mine: mine === '1' }}
      onChoice={(next) =>
        void navigate({
          search: {
            ...(next.q && { q: next.q }),
            ...(next.role && { role: next.role }),
            ...(next.mine && { mine: '1' }),
          },
          replace: true,
        })
      }
      onOpen={(customerId) => void navigate({ to: '/customers/$customerId', params: { customerId } })}
    />
  );
}
