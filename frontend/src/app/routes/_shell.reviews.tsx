import { createFileRoute } from '@tanstack/react-router';
import { ReviewsPage } from '@/features/overview';
import { reviewsOf } from '@/shared/addresses';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/reviews')({
  validateSearch: reviewsOf,
  loader: () => words('overview'),
  component: Reviews,
});

function Reviews() {
  const { shown = 'mine' } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ReviewsPage shown={shown} onShown={(next) => void navigate({ search: { shown: next }, replace: true })} />;
}
