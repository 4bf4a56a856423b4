import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../cx';

/** What a colour means: `accent` mine or next, `ok` fine, `warn` soon or look, `bad` a limit passed, `hold` waits for somebody else. */
export type Tone = 'mute' | 'accent' | 'ok' | 'warn' | 'bad' | 'info' | 'hold';

/** Soft background and ink of a tone. */
export const SOFT: Record<Tone, string> = {
  mute: 'bg-mute-soft text-mute-ink',
  accent: 'bg-accent-soft text-accent-ink',
  ok: 'bg-ok-soft text-ok-ink',
  warn: 'bg-warn-soft text-warn-ink',
  bad: 'bg-bad-soft text-bad-ink',
  info: 'bg-info-soft text-info-ink',
  hold: 'bg-hold-soft text-hold-ink',
};

/** Ink of a tone on a plain surface. */
export const INK: Record<Tone, string> = {
  mute: 'text-ink-3',
  accent: 'text-accent-ink',
  ok: 'text-ok-ink',
  warn: 'text-warn-ink',
  bad: 'text-bad-ink',
  info: 'text-info-ink',
  hold: 'text-hold-ink',
};

/** Solid colour of a tone, for icons. */
export const SOLID: Record<Tone, string> = {
  mute: 'text-mute',
  accent: 'text-accent',
  ok: 'text-ok',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  hold: 'text-hold',
};

export interface BadgeProps {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
  className?: string;
}

/** The state of something: icon and word, two to four characters. */
export function Badge({ tone = 'mute', icon: Icon, children, className }: BadgeProps) {
  return (
    <span
      className={cx(
        'inline-flex h-5 flex-none items-center gap-1 rounded-badge pr-1.75 text-xs/5 whitespace-nowrap',
        Icon ? 'pl-1.25' : 'pl-1.75',
        SOFT[tone],
        className,
      )}
    >
      {Icon && <Icon className="icon-xs" aria-hidden />}
      {children}
    </span>
  );
}
