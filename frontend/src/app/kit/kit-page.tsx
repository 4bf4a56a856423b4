import { useEffect, type ReactNode } from 'react';
import { listen } from '@/shared/hotkeys';
import { ToastRegion } from '@/shared/ui/toast-region';
import { ControlsColumn } from './controls';
import { FloatingColumn } from './floating';
import { MoreParts } from './more-parts';
import { StatesColumn } from './states';

/* Texts here are samples in Chinese, as the drawn sheet has them: not strings of the product. */

/** The sheet of components. The first screen is laid out as the drawn one, to hold beside it. */
export function KitPage() {
  useEffect(() => listen(), []);
  return (
    <div className="h-full overflow-auto bg-canvas">
      <div className="grid h-[900px] grid-cols-[452px_1fr_424px] divide-x divide-line">
        <ControlsColumn />
        <FloatingColumn />
        <StatesColumn />
      </div>
      <MoreParts />
      <ToastRegion />
    </div>
  );
}

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
