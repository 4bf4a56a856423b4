import { createFileRoute } from '@tanstack/react-router';
import type { Disposition, Method, ReportedState } from '@/api';
import { REPORTED, type RecordsChoice, RecordsPage, ReportedPage } from '@/features/records';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

const DAYS = '30';

export const Route = createFileRoute('/_shell/records')({
  validateSearch: (search: Record<string, unknown>) =>
    texts(search, ['view', 'method', 'ended', 'days', 'q', 'customer', 'author', 'open', 'reported', 'state']),
  loader: () => words('records'),
  component: Records,
});

function Records() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const told = REPORTED.find((each) => each === search.reported);
  const { view = 'all', method, ended, days = DAYS, q = '', customer, author, open = null } = search;
  const choice: RecordsChoice = {
    view: view as RecordsChoice['view'],
    method: (method as Method | undefined) ?? null,
    disposition: (ended as Disposition | undefined) ?? null,
    days: days === 'ever' ? null : Number(days),
    q,
    customerId: customer ?? null,
    authorId: author ?? null,
  };
  if (told !== undefined) {
    return (
      <ReportedPage
        choice={{ kind: told, state: (search.state as ReportedState | undefined) ?? null }}
        onChoice={({ kind, state }) =>
          void navigate({ search: { reported: kind, ...(state && { state }) }, replace: true })
        }
      />
    );
  }
  return (
    <RecordsPage
      choice={choice}
      openId={open}
      onChoice={(next) => void navigate({ search: searchOf(next), replace: true })}
      onOpen={(id) => void navigate({ search: { ...searchOf(choice), ...(id && { open: id }) }, replace: id === null })}
      onComplete={(complete) => void navigate({ to: '/dial', search: { complete } })}
    />
  );
}

function searchOf({ view, method, disposition, days, q, customerId, authorId }: RecordsChoice) {
  return {
    ...(view !== 'all' && { view }),
    ...(method && { method }),
    ...(disposition && { ended: disposition }),
    ...(String(days) !== DAYS && { days: days === null ? 'ever' : String(days) }),
    ...(q !== '' && { q }),
    ...(customerId && { customer: customerId }),
    ...(authorId && { author: authorId }),
  };
}
