import { createFileRoute } from '@tanstack/react-router';
import { PoliciesPage } from '@/features/policies';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/policies')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>) => texts(search, ['setting', 'find']),
  loader: () => words('policies'),
  component: Policies,
});

function Policies() {
  const { setting = null, find = '' } = Route.useSearch();
  const navigate = Route.useNavigate();
  const search = (key: string | null, text: string) => ({
    ...(key !== null && { setting: key }),
    ...(text !== '' && { find: text }),
  });
  return (
    <PoliciesPage
      settingKey={setting}
      find={find}
      onSetting={(key) => void navigate({ search: search(key, find), replace: setting !== null })}
      onFind={(text) => void navigate({ search: search(setting, text), replace: true })}
    />
  );
}
