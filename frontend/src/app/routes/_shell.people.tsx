import { createFileRoute } from '@tanstack/react-router';
import { PeoplePage, type PeopleTab } from '@/features/people';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/people')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>) => texts(search, ['tab', 'of', 'open']),
  loader: () => words('people'),
  component: People,
});

function People() {
  const { tab = 'people', of = null, open = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <PeoplePage
      choice={{ tab: tab as PeopleTab, of, open }}
      onChoice={(next) =>
        void navigate({
          search: {
            ...(next.tab !== 'people' && { tab: next.tab }),
            ...(next.of !== null && { of: next.of }),
            ...(next.open !== null && { open: next.open }),
          },
          replace: next.tab === tab,
        })
      }
    />
  );
}
