import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../cx';

export interface TimelineItem {
  id: string;
  icon: LucideIcon;
  /** What kind of thing, bold: `通话接通`. */
  kind: ReactNode;
  headline?: ReactNode;
  /** When and where, right. */
  when: ReactNode;
  /** What was said, at full width in reading size. */
  body?: ReactNode;
  /** Facts derived from it: chips, a file, a next step. */
  facts?: ReactNode;
  onOpen?: () => void;
}

export interface TimelineGroup {
  id: string;
  /** `即将到来`, `2026年11月`: stays at the top while its items pass. */
  name: ReactNode;
  items: readonly TimelineItem[];
}

/** What happened with a customer, newest first, under the months. */
export function Timeline({ groups, label }: { groups: readonly TimelineGroup[]; label: string }) {
  return (
    <div role="region" aria-label={label} className="px-4 pb-4">
      {groups.map((group) => (
        <section key={group.id}>
          <h4 className="date sticky top-0 z-1 flex items-center gap-2.5 bg-surface py-1.5 text-xs text-ink-3 after:h-px after:flex-1 after:bg-line">
            {group.name}
          </h4>
          <ol className="relative before:absolute before:inset-y-2 before:left-2.75 before:w-px before:bg-line">
            {group.items.map((item) => (
              <TimelineRow key={item.id} item={item} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function TimelineRow({ item }: { item: TimelineItem }) {
  const Icon = item.icon;
  return (
    <li className="relative flex gap-2.5 py-2" onDoubleClick={item.onOpen}>
      <span className="z-1 flex size-5.5 flex-none items-center justify-center rounded-full bg-surface-3 text-ink-3">
        <Icon className="icon-xs" aria-hidden />
      </span>
      <article className="min-w-0 flex-1">
        <header className="flex items-baseline gap-3 max-tablet:block">
          <p className="min-w-0 flex-1">
            <b>{item.kind}</b> {item.headline}
          </p>
          <span className="date flex-none text-xs text-ink-3">{item.when}</span>
        </header>
        {item.body && <div className="text-md text-ink">{item.body}</div>}
        {item.facts && <div className="mt-1 flex flex-wrap items-center gap-1.5 text-xs text-ink-2">{item.facts}</div>}
      </article>
    </li>
  );
}

export interface LedgerRow {
  id: string;
  icon: LucideIcon;
  /** Colour of the icon; the rest is ink. */
  tone?: string;
  what: ReactNode;
  when: ReactNode;
}

/** A short course of events, one line each: issued, returned, published. */
export function Ledger({ rows }: { rows: readonly LedgerRow[] }) {
  return (
    <ol className="flex flex-col gap-2">
      {rows.map(({ id, icon: Icon, tone, what, when }) => (
        <li key={id} className="flex items-center gap-2">
          <Icon className={cx('icon-sm', tone ?? 'text-ink-3')} aria-hidden />
          <span className="min-w-0 flex-1">{what}</span>
          <span className="date text-xs text-ink-3">{when}</span>
        </li>
      ))}
    </ol>
  );
}
