import { createFileRoute } from '@tanstack/react-router';
import { FILE_KINDS, FilesPage } from '@/features/files';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/files')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>) => texts(search, ['kind', 'q', 'by']),
  loader: () => words('files'),
  component: Files,
});

function Files() {
  const { kind, q = '', by = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <FilesPage
      choice={{ kind: FILE_KINDS.find((each) => each === kind) ?? 'any', q, sender: by }}
      onChoice={({ kind: next, q: text, sender }) =>
        void navigate({
          search: { ...(next !== 'any' && { kind: next }), ...(text && { q: text }), ...(sender && { by: sender }) },
          replace: true,
        })
      }
    />
  );
}
