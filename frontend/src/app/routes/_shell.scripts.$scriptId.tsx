import { createFileRoute } from '@tanstack/react-router';
import { texts } from '@/app/search-params';
import { ScriptPage } from '@/features/scripts';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/scripts/$scriptId')({
  validateSearch: (search: Record<string, unknown>) => texts(search, ['shown', 'version']),
  loader: () => words('scripts'),
  staticData: { screen: 'work' },
  component: Script,
});

function Script() {
  const { scriptId } = Route.useParams();
  const { shown, version } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ScriptPage
      key={scriptId}
      id={scriptId}
      shown={shown === 'effect' ? 'effect' : 'says'}
      versionId={version ?? null}
      onShow={(next, id) =>
        void navigate({ search: { ...(next === 'effect' && { shown: next }), ...(id && { version: id }) } })
      }
    />
  );
}
