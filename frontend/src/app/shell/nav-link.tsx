import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { cx } from '@/shared/ui/cx';
import { showOverlay } from '../overlays/overlays';
import type { NavCount } from './counts';
import type { NavItem } from './navigation';

interface Props {
  item: NavItem;
  count: NavCount | null;
  /** Icons only, with the name beside on hover. */
  isRail: boolean;
}

const ROW =
  'group/nav relative flex flex-none cursor-default items-center rounded-control text-ink-2 no-underline hover:bg-hover ' +
  'aria-[current=page]:bg-surface-3 aria-[current=page]:font-strong aria-[current=page]:text-ink aria-[current=page]:[&>svg]:text-accent-ink';

/** One place to go to. */
export function NavLink({ item, count, isRail }: Props) {
  const { i18n } = useLingui();
  const name = i18n._(item.name);
  const Icon = item.icon;
  const className = cx(ROW, isRail ? 'mb-px h-7.5 w-9 justify-center' : 'h-7 gap-2.25 px-2 coarse:h-11');
  const face = (
    <>
      <Icon aria-hidden />
      {isRail ? <span className="rail-name">{name}</span> : <span className="min-w-0 truncate">{name}</span>}
      {count && count.count > 0 && <Count count={count} isRail={isRail} />}
    </>
  );
  if (item.to === '/alerts') {
    return (
      <button type="button" className={className} onClick={() => showOverlay('alerts')}>
        {face}
      </button>
    );
  }
  return (
    <Link to={item.to} className={className} activeProps={{ 'aria-current': 'page' }}>
      {face}
    </Link>
  );
}

function Count({ count: { count, isHot }, isRail }: { count: NavCount; isRail: boolean }) {
  const text = count > 999 ? '999+' : count;
  if (!isRail)
    return <span className={cx('ml-auto text-xs', isHot ? 'font-strong text-bad-ink' : 'text-ink-3')}>{text}</span>;
  return isHot ? (
    <span className="absolute -top-0.5 right-0 min-w-4 rounded-full border border-line-2 bg-surface-3 px-1 text-center text-2xs/3.5 text-ink-2">
      {text}
    </span>
  ) : null;
}
