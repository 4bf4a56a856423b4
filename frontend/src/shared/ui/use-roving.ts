import { type RefObject, useEffect, useRef } from 'react';

interface Roving<List extends HTMLElement> {
  list: RefObject<List | null>;
  /** Goes `by` rows along the list without opening any: Enter opens. */
  go: (by: number) => void;
}

const isCurrent = (row: HTMLElement) => row.getAttribute('aria-current') === 'true';

/**
 * Makes a list of buttons one stop of Tab: the row with the focus, else the current one (`aria-current`), else the first.
 * Its screen's hotkeys go along it, by `go` or by changing which row is current; then the focus goes along, if it is there.
 */
export function useRoving<List extends HTMLElement>(): Roving<List> {
  const list = useRef<List>(null);
  const current = useRef<HTMLElement | null>(null);
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>('li button') ?? [])];

  useEffect(() => {
    const all = rows();
    const now = all.find(isCurrent) ?? null;
    if (now && now !== current.current) {
      now.scrollIntoView({ block: 'nearest' });
      if (list.current?.contains(document.activeElement)) now.focus();
    }
    current.current = now;
    const stop = all.find((row) => row === document.activeElement) ?? now ?? all[0];
    for (const row of all) row.tabIndex = row === stop ? 0 : -1;
  });

  useEffect(() => {
    const element = list.current;
    const settle = ({ target }: FocusEvent) => {
      const all = rows();
      if (all.includes(target as HTMLElement)) for (const row of all) row.tabIndex = row === target ? 0 : -1;
    };
    element?.addEventListener('focusin', settle);
    return () => element?.removeEventListener('focusin', settle);
  }, []);

  const go = (by: number) => {
    const all = rows();
    const from = all.findIndex((row) => row.tabIndex === 0);
    const isThere = all[from] === document.activeElement || (all[from] && isCurrent(all[from]));
    all[isThere ? Math.min(Math.max(from + by, 0), all.length - 1) : Math.max(from, 0)]?.focus();
  };
  return { list, go };
}
