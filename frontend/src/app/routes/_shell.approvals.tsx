import { createFileRoute } from '@tanstack/react-router';
import { ApprovalsPage } from '@/features/approvals';
import { approvalChoiceOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/approvals')({
  validateSearch: approvalChoiceOf,
  loader: () => words('approvals'),
  component: Approvals,
});

function Approvals() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ApprovalsPage
      choice={{ view: 'mine', ...search }}
      onChoice={(next, replace = false) => void navigate({ search: next, replace })}
    />
  );
}
