import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import type { ReactNode } from 'react';
import { meQuery } from '@/shared/permissions';
import { Badge } from '../values/badge';
import { cx } from '../cx';

/* The frame of a screen. The page never scrolls: each column does, under its own header. */

export interface PanelHeaderProps {
  /** A title, or a breadcrumb. A plain text also names the browser's tab. */
  title: ReactNode;
  /** Names the tab where the title is no plain text. */
  tab?: string;
  /** Beside the title in quiet ink: the date, a number. */
  note?: ReactNode;
  /** Filters and actions, the primary one last. */
  actions?: ReactNode;
  /** Nothing here can be changed by the reader; it is said beside the title. An auditor's screens all say so. */
  isReadOnly?: boolean;
  /** Whether it is printed with the screen: a way back means nothing on paper. */
  isOnPaper?: boolean;
}

/** The 48 px header of a screen. */
export function PanelHeader({ title, tab, note, actions, isReadOnly = false, isOnPaper = true }: PanelHeaderProps) {
  const audits = useQuery({ ...meQuery, enabled: false }).data?.data.role === 'auditor';
  const name = tab ?? (typeof title === 'string' ? title : null);
  return (
    <header
      className={cx(
        'flex min-h-(--header) flex-none items-center gap-2 border-b border-line px-4 max-tablet:flex-wrap max-tablet:py-1.5',
        !isOnPaper && 'print:hidden',
      )}
    >
      {name && <title>{`${name} · Meridian`}</title>}
      <h1 className="min-w-0 truncate text-title font-strong">{title}</h1>
      {(isReadOnly || audits) && (
        <Badge icon={Eye}>
          <Trans>Read only</Trans>
        </Badge>
      )}
      {note && <span className="flex-none text-ink-3">{note}</span>}
      <div className="ml-auto flex flex-none items-center gap-2 pl-4 max-tablet:shrink max-tablet:flex-wrap">
        {actions}
      </div>
    </header>
  );
}

/** The second strip of a screen: views, totals or a legend. Sentences wrap, and everything on a phone. There is never a third. */
export function Strip({
  children,
  className,
  wraps = false,
}: {
  children: ReactNode;
  className?: string;
  wraps?: boolean;
}) {
  return (
    <div
      className={cx(
        'flex min-h-10 flex-none items-center gap-2 border-b border-line px-4 py-1 coarse:min-h-12',
        wraps ? 'flex-wrap' : 'max-tablet:flex-wrap',
        className,
      )}
    >
      {children}
    </div>
  );
}

/** The columns of a work screen, side by side below its header. */
export function Columns({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cx('flex min-h-0 flex-1 divide-x divide-line', className)}>{children}</div>;
}

export interface ColumnProps {
  children: ReactNode;
  /** Fixed width in px; without it the column takes the rest. */
  width?: number;
  /** Stays above what scrolls. */
  header?: ReactNode;
  /** Stays below what scrolls. */
  footer?: ReactNode;
  /** Side columns lie on the second surface. */
  isSide?: boolean;
  label?: string;
  className?: string;
}

/** One column; it scrolls by itself. */
export function Column({ children, width, header, footer, isSide = false, label, className }: ColumnProps) {
  return (
    <section
      aria-label={label}
      style={width === undefined ? undefined : { width }}
      className={cx(
        'flex min-h-0 min-w-0 flex-col',
        width === undefined ? 'flex-1' : 'flex-none',
        isSide && 'bg-surface-2',
        className,
      )}
    >
      {header}
      <div className="min-h-0 flex-1 overflow-auto">{children}</div>
      {footer}
    </section>
  );
}

export interface SectionProps {
  title?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** A part of the record itself, not of a side column: its heading is as large as the text. */
  isMain?: boolean;
}

/** A part of a column: heading, content and a line below. */
export function Section({ title, note, actions, children, className, isMain = false }: SectionProps) {
  return (
    <section className={cx('border-b border-line px-4 py-3', className)}>
      {title && (
        <header className="mb-2 flex min-h-5 items-center gap-2">
          <h3 className={isMain ? 'text-sm' : 'text-xs text-ink-3'}>{title}</h3>
          {note && <span className="text-xs text-ink-3">{note}</span>}
          <div className="ml-auto flex items-center gap-1">{actions}</div>
        </header>
      )}
      {children}
    </section>
  );
}

/** A thing that can be picked up, opened or moved as one. Never inside another. */
export function Card({
  children,
  className,
  isFocus = false,
}: {
  children: ReactNode;
  className?: string;
  isFocus?: boolean;
}) {
  return (
    <div
      className={cx(
        'rounded-card border',
        isFocus ? 'border-accent-line bg-accent-soft' : 'border-line bg-surface',
        className,
      )}
    >
      {children}
    </div>
  );
}

/** Facts as name and value, aligned. A value of null or empty text is left blank. */
export function Facts({
  facts,
  width = 76,
}: {
  facts: readonly { name: ReactNode; value: ReactNode }[];
  width?: number;
}) {
  return (
    <dl className="grid gap-x-2.5 gap-y-1.25" style={{ gridTemplateColumns: `${width}px minmax(0,1fr)` }}>
      {facts.map(({ name, value }, index) => (
        <div key={index} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
