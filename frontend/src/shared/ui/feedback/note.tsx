import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { SOFT, type Tone } from '../values/badge';
import { cx } from '../cx';

export interface NoteProps {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
  /** At the right end, bold: `第 3 次 · 8 秒后`. */
  after?: ReactNode;
  className?: string;
  role?: 'status' | 'alert';
}

/** A tinted line or two that belong to the column they stand in: a warning, a pinned fact, a banner. */
export function Note({ tone = 'mute', icon: Icon, children, after, className, role }: NoteProps) {
  return (
    <div role={role} className={cx('flex items-start gap-2 rounded-control px-2.5 py-2', SOFT[tone], className)}>
      {Icon && <Icon className="icon-sm mt-0.75" aria-hidden />}
      <div className="min-w-0 flex-1">{children}</div>
      {after && <div className="flex-none font-strong whitespace-nowrap">{after}</div>}
    </div>
  );
}
