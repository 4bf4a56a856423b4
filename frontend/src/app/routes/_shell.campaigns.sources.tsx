import { createFileRoute } from '@tanstack/react-router';
import { SourcesPage } from '@/features/campaigns';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

const SPANS = ['90', '180', '365', 'all'] as const;

export const Route = createFileRoute('/_shell/campaigns/sources')({
  validateSearch: (search: Record<string, unknown>) => texts(search, ['span']),
  loader: () => words('campaigns'),
  component: Sources,
});

function Sources() {
  const { span } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <SourcesPage
      span={SPANS.find((each) => each === span) ?? '90'}
      onSpan={(next) => void navigate({ search: { span: next }, replace: true })}
    />
  );
}
