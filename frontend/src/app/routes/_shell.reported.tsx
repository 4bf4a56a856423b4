import { createFileRoute } from '@tanstack/react-router';
import type { ReportedState } from '@/api';
import { REPORTED, ReportedPage } from '@/features/records';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

export const Route = createFileRoute('/_shell/reported')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>) => texts(search, ['kind', 'state']),
  loader: () => words('records'),
  component: Reported,
});

function Reported() {
  const { kind, state } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ReportedPage
      choice={{
        kind: REPORTED.find((each) => each === kind) ?? 'calls',
        state: (state as ReportedState | undefined) ?? null,
      }}
      onChoice={({ kind: next, state: wanted }) =>
        void navigate({
          search: { ...(next !== 'calls' && { kind: next }), ...(wanted && { state: wanted }) },
          replace: true,
        })
      }
    />
  );
}
