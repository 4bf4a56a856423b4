import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Menu } from 'lucide-react';
import { showOverlay } from '../overlays/overlays';
import { useAlertCount } from './counts';
import { useNavigation } from './use-navigation';

const FIVE = ['/today', '/customers', '/plans', '/alerts'];
const ITEM =
  'relative flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-xs text-ink-3 no-underline aria-[current=page]:font-strong aria-[current=page]:text-accent-ink [&>svg]:size-5!';

/** The way round on a phone: four places and the rest behind *more*. */
export function BottomBar() {
  const { t, i18n } = useLingui();
  const items = useNavigation().filter((item) => FIVE.includes(item.to));
  const alerts = useAlertCount();
  return (
    <nav
      aria-label={t`Main`}
      className="flex flex-none border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] tablet:hidden"
    >
      {items.map(({ to, name, icon: Icon }) =>
        to === '/alerts' ? (
          <button key={to} type="button" className={ITEM} onClick={() => showOverlay('alerts')}>
            <Icon aria-hidden />
            {i18n._(name)}
            {alerts?.isHot && (
              <span className="absolute top-1.5 left-[calc(50%+8px)] text-2xs font-strong text-bad-ink">
                {alerts.count}
              </span>
            )}
          </button>
        ) : (
          <Link key={to} to={to} className={ITEM} activeProps={{ 'aria-current': 'page' }}>
            <Icon aria-hidden />
            {i18n._(name)}
          </Link>
        ),
      )}
      <button type="button" className={ITEM} onClick={() => showOverlay('more')}>
        <Menu aria-hidden />
        <Trans>More</Trans>
      </button>
    </nav>
  );
}
