import type { ReactNode } from 'react';

export function SheetColumn({ children }: { children: ReactNode }) {
  return <div className="flex min-w-0 flex-col gap-2.5 px-4.5 py-3.5">{children}</div>;
}

export function Sample({ title, children, className }: { title?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={`rounded-card border border-line bg-surface px-3.5 py-2.5 ${className ?? ''}`}>
      {title && <h3 className="mb-1.25 text-xs text-ink-3">{title}</h3>}
      {children}
    </section>
  );
}
