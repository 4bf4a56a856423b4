import type { ReactNode } from 'react';

/** The bar at the foot of a screen: what pressing does or has done, and the ways on; a phone has them below each other. */
export function ClosingBar({ note, children }: { note: ReactNode; children: ReactNode }) {
  return (
    <footer className="flex flex-none flex-wrap items-center justify-end gap-2 border-t border-line bg-surface-2 px-4 py-2.5">
      <div className="min-w-40 flex-1 text-ink-2 max-tablet:basis-full">{note}</div>
      {children}
    </footer>
  );
}
