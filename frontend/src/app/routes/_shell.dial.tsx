import { createFileRoute } from '@tanstack/react-router';
import { CallWorkspace } from '@/features/call';
import { words } from '@/shared/i18n';
import { texts } from '../search-params';

interface Search {
  /** The planned contact that is open. */
  item?: string;
  /** The call that the switch began and that is being completed. */
  complete?: string;
  /** The zone that the queue is filtered to. */
  zone?: string;
}

export const Route = createFileRoute('/_shell/dial')({
  staticData: { screen: 'work' },
  validateSearch: (search: Record<string, unknown>): Search => texts(search, ['item', 'complete', 'zone']),
  loader: () => words('call'),
  component: Dial,
});

function Dial() {
  const { item = null, complete = null, zone = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  const kept = zone === null ? {} : { zone };
  return (
    <CallWorkspace
      itemId={item}
      recordId={complete}
      zone={zone}
      onOpen={(next) => void navigate({ search: { ...kept, ...(next !== null && { item: next }) } })}
      onComplete={(record) =>
        void navigate({
          search: { ...kept, ...(item !== null && { item }), ...(record !== null && { complete: record }) },
        })
      }
      onZone={(next) => void navigate({ search: next === null ? {} : { zone: next }, replace: true })}
    />
  );
}
