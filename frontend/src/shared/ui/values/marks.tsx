import { Trans } from '@lingui/react/macro';
import {
  CalendarOff,
  ChevronsUp,
  CircleCheck,
  Clock,
  ClockAlert,
  Pause,
  Shield,
  ShieldCheck,
  ShieldEllipsis,
  Star,
} from 'lucide-react';
import type { Grade, IntentLevel, Verification } from '@/api/types';
import { gradeLabels, intentLabels, label, verificationLabels } from '@/shared/labels';
import { Badge } from './badge';
import { cx } from '../cx';

// By itself: the board loads this mark without the others.
export { StageMark } from './stage-mark';

const GRADES: Record<Grade, string> = {
  A: 'bg-grade-a text-on-grade-a',
  B: 'bg-grade-b text-on-grade-b',
  C: 'bg-grade-c text-on-grade-c',
  D: 'text-ink-3 inset-line-2',
};

/** A customer's grade: its letter, heavier the more it matters. */
export function GradeMark({ grade }: { grade: Grade }) {
  return (
    <span
      role="img"
      aria-label={label(gradeLabels, grade)}
      className={cx(
        'inline-flex size-4.5 flex-none items-center justify-center rounded-badge text-xs/none font-strong',
        GRADES[grade],
      )}
    >
      {grade}
    </span>
  );
}

/** Four bars, each higher than the one before; two paths, as a list has many of them. */
const BARS = [0, 1, 2, 3].map((bar) => `M${bar * 4} ${9 - bar * 3}h3v${3 + bar * 3}h-3z`);
const INTENTS: IntentLevel[] = ['none', 'low', 'medium', 'high', 'committed'];

/** How much the customer wants it: bars filled, and the word unless `bare`. */
export function IntentMark({ intent, bare = false }: { intent: IntentLevel; bare?: boolean }) {
  const filled = INTENTS.indexOf(intent);
  const word = label(intentLabels, intent);
  return (
    <span className="inline-flex flex-none items-center gap-1.5">
      <svg
        width="15"
        height="12"
        viewBox="0 0 15 12"
        role={bare ? 'img' : undefined}
        aria-label={bare ? word : undefined}
        aria-hidden={!bare}
      >
        <path d={BARS.slice(0, filled).join('')} className="fill-accent-ink" />
        <path d={BARS.slice(filled).join('')} className="fill-line-2" />
      </svg>
      {!bare && <span>{word}</span>}
    </span>
  );
}

/** Whether a place may be called: now, within the hour, or not now. The word or time that goes with it stands beside it. */
export type Callable = 'now' | 'soon' | 'closed';

const DOTS: Record<Callable, string> = {
  now: 'bg-ok',
  soon: 'bg-warn',
  closed: 'shadow-[inset_0_0_0_1.5px_var(--mute)]',
};

export function CallableDot({ callable }: { callable: Callable }) {
  return <span aria-hidden className={cx('inline-block size-1.75 flex-none rounded-full', DOTS[callable])} />;
}

/** The dot with its word. */
export function CallableMark({ callable }: { callable: Callable }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-xs">
      <CallableDot callable={callable} />
      {callable === 'now' ? (
        <Trans>Callable</Trans>
      ) : callable === 'soon' ? (
        <Trans>Opens within the hour</Trans>
      ) : (
        <Trans>Not callable there</Trans>
      )}
    </span>
  );
}

/** A public holiday over there: the country and the name of the day. */
export function HolidayMark({ country, name }: { country: string; name: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-xs text-hold-ink">
      <CalendarOff className="icon-xs" aria-hidden />
      {country} · {name}
    </span>
  );
}

/** How a deadline stands: `met` in time, `open` with time left, `soon` nearly due, `passed`, `paused` while somebody else is waited for. */
export type Deadline = 'met' | 'open' | 'soon' | 'passed' | 'paused';

const DEADLINES = {
  met: { tone: 'ok', icon: CircleCheck },
  open: { tone: 'mute', icon: Clock },
  soon: { tone: 'warn', icon: Clock },
  passed: { tone: 'bad', icon: ClockAlert },
  paused: { tone: 'hold', icon: Pause },
} as const;

/** A deadline as a badge; the words say how much (`剩 48 分`, `超 2 小时`). */
export function DeadlineBadge({ deadline, children }: { deadline: Deadline; children: React.ReactNode }) {
  return <Badge {...DEADLINES[deadline]}>{children}</Badge>;
}

export function KeyCustomerBadge() {
  return (
    <Badge tone="accent" icon={Star}>
      <Trans>Key customer</Trans>
    </Badge>
  );
}

const VERIFICATIONS = {
  verified: { tone: 'ok', icon: ShieldCheck },
  pending: { tone: 'warn', icon: ShieldEllipsis },
  unverified: { tone: 'mute', icon: Shield },
} as const;

export function VerificationBadge({ verification }: { verification: Verification }) {
  return <Badge {...VERIFICATIONS[verification]}>{label(verificationLabels, verification)}</Badge>;
}

/** How far up something went. */
export function EscalationBadge({ level }: { level: number }) {
  return (
    <Badge tone="bad" icon={ChevronsUp}>
      <Trans>Escalated {level}</Trans>
    </Badge>
  );
}

/** New, changed or removed: one letter in a square. */
export function ChangeMark({ kind }: { kind: 'add' | 'update' | 'remove' }) {
  const tone = {
    add: 'bg-ok-soft text-ok-ink',
    update: 'bg-warn-soft text-warn-ink',
    remove: 'bg-bad-soft text-bad-ink',
  }[kind];
  return (
    <span className={cx('inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-badge px-1 text-xs', tone)}>
      {kind === 'add' ? (
        <Trans context="change">New</Trans>
      ) : kind === 'update' ? (
        <Trans context="change">Changed</Trans>
      ) : (
        <Trans context="change">Removed</Trans>
      )}
    </span>
  );
}

/** A value before and after: the old struck through, the new on green. */
export function Difference({ before, after }: { before: React.ReactNode; after: React.ReactNode }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      {before !== null && before !== undefined && <del>{before}</del>}
      {after !== null && after !== undefined && <ins>{after}</ins>}
    </span>
  );
}
