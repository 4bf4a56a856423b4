import { createFileRoute } from '@tanstack/react-router';
import { FILE_KINDS, FilesPage } from '@/features/files';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/files')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>) => texts(search, ['view', 'q', 'author']),
  loader: () => words('files'),
  component: Files,
});

function Files() {
  const { view, q = '', author = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <FilesPage
      choice={{ kind: FILE_KINDS.find((each) => each === view) ?? 'any', q, sender: author }}
      onChoice={({ kind: next, q: text, sender }) =>
        void navigate({
          search: {
            ...(next !== 'any' && { view: next }),
            ...(text && { q: text }),
            ...(sender && { author: sender }),
          },
          replace: true,
        })
      }
    />
  );
}
