import { createFileRoute } from '@tanstack/react-router';
import { texts } from '@/app/search-params';
import { GradingPage } from '@/features/grading';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/grading')({
  validateSearch: (search: Record<string, unknown>) => texts(search, ['from', 'to']),
  loader: () => words('grading'),
  component: Grading,
});

const gradeOf = (text: string | undefined) => (['A', 'B', 'C', 'D'] as const).find((grade) => grade === text) ?? null;

function Grading() {
  const { from, to } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <GradingPage
      chosen={{ from: gradeOf(from), to: gradeOf(to) }}
      onChoose={(next) =>
        void navigate({
          search: { ...(next.from && { from: next.from }), ...(next.to && { to: next.to }) },
          replace: true,
        })
      }
    />
  );
}
