import { createFileRoute } from '@tanstack/react-router';
import { TodayPage } from '@/features/today';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/today')({
  loader: () => words('today'),
  component: Today,
});

function Today() {
  const navigate = Route.useNavigate();
  return (
    <TodayPage
      onDial={(item) => void navigate({ to: '/dial', search: item === null ? {} : { item } })}
      onComplete={(complete) => void navigate({ to: '/dial', search: { complete } })}
    />
  );
}
