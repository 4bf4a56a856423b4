import { Trans, useLingui } from '@lingui/react/macro';
import { LoaderCircle, type LucideIcon, Search } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { cx } from '@/shared/ui/cx';
import { Kbd } from '@/shared/ui/actions/kbd';

/** Stretches of a name that what was typed stands for: first and last index, both included. */
export type Marked = readonly (readonly [number, number])[];

export interface PaletteItem {
  id: string;
  icon: LucideIcon;
  name: string;
  marked?: Marked;
  detail?: ReactNode;
  /** Live facts at the right: callable, local time, grade. */
  after?: ReactNode;
  keys?: string;
  run: () => void;
}

export interface PaletteGroup {
  id: string;
  name: string;
  items: readonly PaletteItem[];
}

interface Props {
  typed: string;
  onType: (typed: string) => void;
  groups: readonly PaletteGroup[];
  isLoading: boolean;
  autoFocus?: boolean;
}

/** The field and the groups below it: ↑ ↓ move, Enter runs, nothing happens in the middle of a composition. */
export function PaletteFrame({ typed, onType, groups, isLoading, autoFocus = false }: Props) {
  const { t } = useLingui();
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const items = groups.flatMap((group) => group.items);
  const [index, setIndex] = useState(0);
  const current = Math.min(index, Math.max(0, items.length - 1));

  useEffect(() => setIndex(0), [typed]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || items.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setIndex((current + step + items.length) % items.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      items[current]?.run();
    }
  }

  return (
    <>
      <div className="flex h-11 items-center gap-2 border-b border-line px-3.5">
        {isLoading ? (
          <LoaderCircle className="animate-spin text-ink-3" aria-hidden />
        ) : (
          <Search className="text-ink-3" aria-hidden />
        )}
        <input
          autoFocus={autoFocus}
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={items[current] && `${listId}-${items[current].id}`}
          aria-label={t`Search or run a command`}
          placeholder={t`Customers, people, commands: names, pinyin, initials, digits`}
          value={typed}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={onKeyDown}
          className="min-w-0 flex-1 bg-transparent text-md outline-none placeholder:text-ink-3"
        />
        <Kbd keys="escape" />
      </div>
      <div ref={list} id={listId} role="listbox" aria-label={t`Found`} className="max-h-[52vh] overflow-auto pb-1.5">
        {items.length === 0 && !isLoading && (
          <p className="px-3.5 py-3 text-ink-3">
            <Trans>Nothing found</Trans>
          </p>
        )}
        {groups.map(
          (group) =>
            group.items.length > 0 && (
              <div key={group.id} role="group" aria-label={group.name}>
                <p className="px-3.5 pt-2 pb-0.75 text-xs text-ink-3" aria-hidden>
                  {group.name}
                </p>
                {group.items.map((item) => (
                  <Row
                    key={item.id}
                    id={`${listId}-${item.id}`}
                    item={item}
                    isCurrent={item === items[current]}
                    onPoint={() => setIndex(items.indexOf(item))}
                  />
                ))}
              </div>
            ),
        )}
      </div>
    </>
  );
}

function Row({
  id,
  item,
  isCurrent,
  onPoint,
}: {
  id: string;
  item: PaletteItem;
  isCurrent: boolean;
  onPoint: () => void;
}) {
  const Icon = item.icon;
  return (
    <div
      id={id}
      role="option"
      aria-selected={isCurrent}
      onPointerMove={onPoint}
      onClick={item.run}
      className={cx('flex h-8.5 cursor-default items-center gap-2.5 px-3.5 coarse:h-11', isCurrent && 'bg-accent-soft')}
    >
      <Icon className="icon-sm text-ink-3" aria-hidden />
      <span className="flex-none">
        <Highlighted name={item.name} marked={item.marked ?? []} />
      </span>
      <span className="min-w-0 flex-1 truncate text-ink-3">{item.detail}</span>
      {item.after}
      {isCurrent && !item.keys ? <Kbd keys="enter" /> : item.keys && <Kbd keys={item.keys} />}
    </div>
  );
}

function Highlighted({ name, marked }: { name: string; marked: Marked }) {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const [first, last] of marked) {
    parts.push(name.slice(from, first), <mark key={first}>{name.slice(first, last + 1)}</mark>);
    from = last + 1;
  }
  return (
    <>
      {parts}
      {name.slice(from)}
    </>
  );
}
