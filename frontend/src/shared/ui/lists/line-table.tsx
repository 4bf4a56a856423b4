import { type ReactNode, useEffect, useRef } from 'react';
import { cx } from '../cx';

interface Props {
  label: string;
  children: ReactNode;
  className?: string;
}

/**
 * A table wider than its column scrolls by itself, by keyboard too. On a phone its rows are lines instead (styles/index.css):
 * the row's name above its cells, each of them after the name of its column.
 */
export function LineTable({ label, children, className }: Props) {
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const { current } = table;
    if (current === null) return;
    const name = () => {
      const heads = [...(current.tHead?.rows[0]?.cells ?? [])].map((head) => head.textContent ?? '');
      for (const cell of current.querySelectorAll('td')) cell.dataset['column'] = heads[cell.cellIndex] ?? '';
    };
    name();
    const seen = new MutationObserver(name); // rows that come later are named too
    seen.observe(current, { childList: true, subtree: true });
    return () => seen.disconnect();
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={cx('overflow-x-auto', className)} tabIndex={0} role="region" aria-label={label}>
      <table ref={table} aria-label={label} className="line-table w-full border-separate border-spacing-0">
        {children}
      </table>
    </div>
  );
}
