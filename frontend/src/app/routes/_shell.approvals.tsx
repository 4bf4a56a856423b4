import { createFileRoute } from '@tanstack/react-router';
import { ApprovalsPage } from '@/features/approvals';
import { approvalChoiceOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';
import { Suspense, lazy } from 'react';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';

export const Route = createFileRoute('/_shell/approvals')({
  validateSearch: approvalChoiceOf,
  loader: () => words('approvals'),
  component: Approvals,
});

const Changes = lazy(async () => {
  const [module] = await Promise.all([import('@/features/policies'), words('policies')]);
  return { default: module.ProposedChanges };
});

function Approvals() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <ApprovalsPage
      choice={{ view: 'mine', ...search }}
      policyChanges={(proposal) => (
        <Suspense fallback={<SkeletonLines lines={3} />}>
          <Changes proposal={proposal} />
        </Suspense>
      )}
      onChoice={(next, replace = false) => void navigate({ search: next, replace })}
    />
  );
}
