import { createFileRoute, notFound } from '@tanstack/react-router';
import { ListPage } from '@/features/overview';
import { listOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';
import { LISTS, type ListKind } from '@/shared/lists';

export const Route = createFileRoute('/_shell/lists/$kind')({
  validateSearch: listOf,
  loader: () => words('overview'),
  component: List,
});

function List() {
  const { kind } = Route.useParams();
  const { of = '' } = Route.useSearch();
  const navigate = Route.useNavigate();
  // The framework's own way to say that nothing is there.
  // oxlint-disable-next-line typescript/only-throw-error
  if (!(kind in LISTS)) throw notFound();
  return (
    <ListPage
      kind={kind as ListKind}
      of={of}
      onOf={(next) => void navigate({ search: next === '' ? {} : { of: next }, replace: true })}
    />
  );
}
