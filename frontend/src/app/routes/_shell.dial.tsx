import { createFileRoute } from '@tanstack/react-router';
import { CallWorkspace } from '@/features/call';
import { words } from '@/shared/i18n';

interface Search {
  /** The planned contact that is open. */
  item?: string;
  /** The zone that the queue is filtered to. */
  zone?: string;
}

export const Route = createFileRoute('/_shell/dial')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>): Search => ({
    ...(typeof search['item'] === 'string' && { item: search['item'] }),
    ...(typeof search['zone'] === 'string' && { zone: search['zone'] }),
  }),
  loader: () => words('call'),
  component: Dial,
});

function Dial() {
  const { item = null, zone = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <CallWorkspace
      itemId={item}
      zone={zone}
      onOpen={(next) => void navigate({ search: (old) => ({ ...old, item: next }) })}
      onZone={(next) => void navigate({ search: next === null ? {} : { zone: next }, replace: true })}
    />
  );
}
