import { Trans, useLingui } from '@lingui/react/macro';
import { PanelLeft, Search } from 'lucide-react';
import { Fragment } from 'react';
import { personName, title } from '@/shared/format/names';
import { label } from '@/shared/labels/label';
import { roleLabels } from '@/shared/labels/people';
import { useMe } from '@/shared/permissions';
import { Avatar } from '@/shared/ui/values/avatar';
import { cx } from '@/shared/ui/cx';
import { Kbd } from '@/shared/ui/actions/kbd';
import { showOverlay } from '../overlays/overlays';
import { useAlertCount } from './counts';
import { Logo } from './logo';
import { NavLink } from './nav-link';
import { type NavGroup, groupNames } from './navigation';
import { useNavigation } from './use-navigation';

const GROUPS: NavGroup[] = ['daily', 'sales', 'service', 'manage', 'own'];
const SQUARE =
  'flex size-7 flex-none cursor-default items-center justify-center rounded-control text-ink-3 hover:bg-hover';

/** The way round: 208 px with names, or 52 px with icons on work screens. */
export function Sidebar({ isRail, onToggle }: { isRail: boolean; onToggle: () => void }) {
  const { t, i18n } = useLingui();
  const items = useNavigation();
  const alerts = useAlertCount();
  return (
    <nav
      aria-label={t`Main`}
      className={cx(
        'flex min-h-0 flex-col pt-2.5 pb-2 max-tablet:hidden',
        isRail ? 'w-(--rail) items-center' : 'w-(--sidebar) px-2',
      )}
    >
      <div className={cx('flex h-7 flex-none items-center gap-2 font-strong', !isRail && 'pr-0.5 pl-1.5')}>
        {isRail ? (
          <button
            type="button"
            aria-label={t`Show names`}
            onClick={onToggle}
            className="group/nav relative flex size-9 items-center justify-center"
          >
            <Logo />
          </button>
        ) : (
          <>
            <Logo />
            <span className="min-w-0 flex-1 truncate">Meridian</span>
            <button type="button" aria-label={t`Icons only`} onClick={onToggle} className={SQUARE}>
              <PanelLeft className="icon-sm" aria-hidden />
            </button>
          </>
        )}
      </div>
      <SearchButton isRail={isRail} />
      <div
        className={cx(
          'flex min-h-0 flex-1 flex-col overflow-y-auto [scrollbar-width:none]',
          isRail ? 'items-center overflow-x-visible' : '',
        )}
      >
        {GROUPS.map((group) => {
          const members = items.filter((item) => item.group === group);
          const name = groupNames[group];
          if (members.length === 0) return null;
          return (
            <Fragment key={group}>
              {name && !isRail && <h2 className="mt-2.5 px-2 py-1 text-xs font-normal text-ink-3">{i18n._(name)}</h2>}
              {members.map((item) => (
                <NavLink key={item.to} item={item} isRail={isRail} count={item.to === '/alerts' ? alerts : null} />
              ))}
            </Fragment>
          );
        })}
      </div>
      <Account isRail={isRail} />
    </nav>
  );
}

function SearchButton({ isRail }: { isRail: boolean }) {
  const { t } = useLingui();
  const open = () => showOverlay('palette');
  return isRail ? (
    <button
      type="button"
      aria-label={t`Search or run a command`}
      onClick={open}
      className={cx(SQUARE, 'group/nav relative my-1.5 size-9')}
    >
      <Search aria-hidden />
      <span className="rail-name">
        <Trans>Search or run a command</Trans>
      </span>
    </button>
  ) : (
    <button
      type="button"
      onClick={open}
      className="my-2.5 mt-2.5 mb-2 flex h-7.5 flex-none cursor-default items-center gap-2 rounded-control border border-line-2 bg-surface px-2 text-ink-3"
    >
      <Search className="icon-sm" aria-hidden />
      <span className="min-w-0 flex-1 truncate text-left">
        <Trans>Search or run</Trans>
      </span>
      <Kbd keys="mod+k" />
    </button>
  );
}

function Account({ isRail }: { isRail: boolean }) {
  const { t } = useLingui();
  const me = useMe();
  const name = personName(me);
  const team = me.teams[0];
  const open = () => showOverlay('preferences');
  if (isRail) {
    return (
      <button type="button" aria-label={t`${name}: preferences`} onClick={open} className="mt-1.5 rounded-control">
        <Avatar name={name} isMe size="md" />
      </button>
    );
  }
  return (
    <div className="mt-1.5 flex flex-none items-center gap-1 pr-0.5">
      <button
        type="button"
        onClick={open}
        aria-label={t`${name}: preferences`}
        className="flex min-w-0 flex-1 cursor-default items-center gap-2 rounded-control p-1.5 text-left hover:bg-hover"
      >
        <Avatar name={name} isMe size="md" />
        <span className="min-w-0 leading-tight">
          <span className="block truncate font-strong">{name}</span>
          <span className="line-clamp-2 text-xs text-ink-3">
            {label(roleLabels, me.role)}
            {team && ` · ${title(team)}`}
          </span>
        </span>
      </button>
      <button
        type="button"
        aria-label={t`Keys`}
        onClick={() => showOverlay('keys')}
        className="rounded-badge p-1 hover:bg-hover"
      >
        <Kbd keys="?" />
      </button>
    </div>
  );
}
