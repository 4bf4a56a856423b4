import { Check, type LucideIcon } from 'lucide-react';
import { Fragment, type ReactElement, type ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Header } from 'react-aria-components/Header';
import { Separator } from 'react-aria-components/Separator';
import { cx } from '../cx';
import { Kbd } from './kbd';
import { Popover } from '../overlays/popover';

export interface MenuEntry {
  id: string;
  name: string;
  icon?: LucideIcon;
  keys?: string;
  /** Why it cannot be done now; the entry stays in sight and says so. */
  reason?: string | undefined;
  detail?: ReactNode;
  isDanger?: boolean;
  run: () => void;
}

export interface MenuGroup {
  name?: string;
  entries: readonly MenuEntry[];
}

export interface MenuProps {
  /** The button that opens it: Button or IconButton. */
  trigger: ReactElement;
  label: string;
  groups: readonly MenuGroup[];
  /** Ids that carry a check. */
  checked?: readonly string[];
}

/** Actions behind a button. */
export function Menu({ trigger, label, groups, checked }: MenuProps) {
  const shown = groups.filter((group) => group.entries.length > 0);
  return (
    <MenuTrigger>
      {trigger}
      <Popover className="min-w-48">
        <AriaMenu
          aria-label={label}
          className="max-h-96 overflow-auto p-1 outline-none"
          {...(checked ? { selectionMode: 'multiple' as const, selectedKeys: checked } : {})}
          disabledKeys={shown.flatMap((group) =>
            group.entries.filter((entry) => entry.reason).map((entry) => entry.id),
          )}
        >
          {shown.map((group, index) => (
            <Fragment key={index}>
              {index > 0 && <Separator className="-mx-1 my-1 border-line" />}
              <MenuSection aria-label={group.name ?? label}>
                {group.name && <Header className="px-2 pt-1 pb-0.5 text-xs text-ink-3">{group.name}</Header>}
                {group.entries.map((entry) => (
                  <Entry key={entry.id} entry={entry} />
                ))}
              </MenuSection>
            </Fragment>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  const Icon = entry.icon;
  return (
    <MenuItem
      id={entry.id}
      textValue={entry.name}
      onAction={entry.run}
      className={cx(
        'flex min-h-7 cursor-default items-center gap-2 rounded-badge px-2 py-1 outline-none focused:bg-hover off:text-ink-3 coarse:min-h-11',
        entry.isDanger && 'text-bad-ink',
      )}
    >
      {({ isSelected, selectionMode }) => (
        <>
          {selectionMode === 'multiple' &&
            (isSelected ? <Check className="icon-sm text-accent-ink" /> : <span className="w-3.5" />)}
          {Icon && <Icon className={cx('icon-sm', !entry.isDanger && 'text-ink-3')} aria-hidden />}
          <span className="min-w-0 flex-1">
            {entry.name}
            {entry.reason && <span className="block text-xs text-ink-3">{entry.reason}</span>}
          </span>
          {entry.detail && <span className="text-xs text-ink-3">{entry.detail}</span>}
          {entry.keys && <Kbd keys={entry.keys} />}
        </>
      )}
    </MenuItem>
  );
}
