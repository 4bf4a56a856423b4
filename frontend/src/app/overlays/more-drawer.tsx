import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { UserCog } from 'lucide-react';
import { Drawer } from '@/shared/ui/overlays/dialog';
import { useNavigation } from '../shell/use-navigation';
import { showOverlay } from './overlays';

const ROW = 'flex h-11 w-full items-center gap-3 px-4 text-md text-ink no-underline hover:bg-hover';

/** Everything one can go to, on a phone. */
export function MoreDrawer({ onClose }: { onClose: () => void }) {
  const { i18n } = useLingui();
  const items = useNavigation().filter((item) => item.to !== '/alerts');
  return (
    <Drawer isOpen onClose={onClose} width="sm" title={<Trans>More</Trans>}>
      <nav className="py-1">
        {items.map(({ to, name, icon: Icon }) => (
          <Link key={to} to={to} className={ROW} onClick={onClose}>
            <Icon className="text-ink-3" aria-hidden />
            {i18n._(name)}
          </Link>
        ))}
        <button type="button" className={ROW} onClick={() => showOverlay('preferences')}>
          <UserCog className="text-ink-3" aria-hidden />
          <Trans context="settings">Preferences</Trans>
        </button>
      </nav>
    </Drawer>
  );
}
