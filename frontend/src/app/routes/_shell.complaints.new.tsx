import { createFileRoute } from '@tanstack/react-router';
import { RegisterPage } from '@/features/complaints';
import { heardOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/complaints/new')({
  validateSearch: heardOf,
  loader: () => words('complaints'),
  component: Register,
});

function Register() {
  const { customer = null, record = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <RegisterPage
      customer={customer}
      record={record}
      onDone={(complaintId) => void navigate({ to: '/complaints/$complaintId', params: { complaintId }, search: {} })}
    />
  );
}
