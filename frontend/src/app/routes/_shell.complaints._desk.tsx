import { Outlet, createFileRoute, useParams } from '@tanstack/react-router';
import { ComplaintDesk } from '@/features/complaints';
import { deskChoiceOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/complaints/_desk')({
  staticData: { screen: 'work' },
  validateSearch: deskChoiceOf,
  loader: () => words('complaints'),
  component: Desk,
});

function Desk() {
  const search = Route.useSearch();
  const { complaintId = null } = useParams({ strict: false });
  const navigate = Route.useNavigate();
  return (
    <ComplaintDesk
      choice={{ view: 'open', ...search }}
      openId={complaintId}
      onChoice={(next) => void navigate({ to: '/complaints', search: next })}
      onOpen={(id, replace) =>
        void navigate({ to: '/complaints/$complaintId', params: { complaintId: id }, search, replace })
      }
    >
      <Outlet />
    </ComplaintDesk>
  );
}
