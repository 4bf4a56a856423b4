import { createFileRoute } from '@tanstack/react-router';
import { RegisterPage } from '@/features/complaints';
import { words } from '@/shared/i18n';

interface Search {
  /** Who complains, and the contact it was heard in. */
  customer?: string;
  record?: string;
}

export const Route = createFileRoute('/_shell/complaints/new')({
  validateSearch: (search: Record<string, unknown>): Search => ({
    ...(typeof search['customer'] === 'string' && { customer: search['customer'] }),
    ...(typeof search['record'] === 'string' && { record: search['record'] }),
  }),
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
