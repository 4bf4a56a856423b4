import { Trans } from '@lingui/react/macro';
import { CircleX, Lock, type LucideIcon, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { type ApiError, isApiError } from '@/api/problem';
import { Button } from '../actions/button';
import { cx } from '../cx';
import { problemText } from './problem-text';

export interface EmptyProps {
  icon: LucideIcon;
  /** What is true: `现在没有可拨的客户`. */
  title: ReactNode;
  /** When it changes, or what would change it. */
  children?: ReactNode;
  /** One or two. */
  actions?: ReactNode;
  className?: string;
}

/** Nothing here, and why. Filtered-empty names the condition whose removal brings most rows back. */
export function Empty({ icon: Icon, title, children, actions, className }: EmptyProps) {
  return (
    <div className={cx('flex flex-col items-center px-4 py-5 text-center', className)}>
      <Icon className="size-5! text-ink-3" aria-hidden />
      <p className="mt-1 text-md font-strong">{title}</p>
      {children && <p className="text-ink-2">{children}</p>}
      {actions && <div className="mt-2.5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

export interface PartErrorProps {
  /** What was not loaded: `时间线没有载入`. */
  title: ReactNode;
  error: unknown;
  onRetry: () => void;
  className?: string;
}

const isRefused = (error: unknown): error is ApiError => isApiError(error) && error.status === 403;

/** One part failed; the rest works, and the sentence says so. What one may not see is not tried again. */
export function PartError({ title, error, onRetry, className }: PartErrorProps) {
  if (isRefused(error)) {
    return (
      <Hidden className={className} title={problemText(error)}>
        {null}
      </Hidden>
    );
  }
  const traceId = isApiError(error) ? error.problem.trace_id : '';
  return (
    <div role="alert" className={cx('flex items-start gap-2 px-3.5 py-3', className)}>
      <CircleX className="mt-0.5 text-bad" aria-hidden />
      <div className="min-w-0">
        <p className="font-strong">{title}</p>
        <p className="text-ink-2">
          {/* Nothing was to be saved here: what the server says of its own faults is about writing. */}
          {isApiError(error) && error.code !== 'internal' ? problemText(error) : null}{' '}
          <Trans>The rest works as usual.</Trans>
        </p>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button size="sm" icon={RotateCw} onPress={onRetry}>
            <Trans>Try again</Trans>
          </Button>
          {traceId && (
            <Button size="sm" variant="ghost" onPress={() => void navigator.clipboard.writeText(traceId)}>
              <Trans>Copy problem number {traceId.slice(0, 8)}</Trans>
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

export interface LineErrorProps {
  query: { isError: boolean; error?: unknown; refetch: () => unknown };
  /** What was not loaded. */
  children: ReactNode;
  className?: string;
}

/** A line or a figure that failed says so in its own place; nothing where it did not, or where one may not see it. */
export function LineError({ query, children, className }: LineErrorProps) {
  if (!query.isError || isRefused(query.error)) return null;
  return (
    <span role="alert" className={cx('inline-flex flex-wrap items-center gap-x-1.5 text-xs text-ink-2', className)}>
      <CircleX className="icon-sm text-bad" aria-hidden />
      {children}
      <Button size="sm" variant="ghost" icon={RotateCw} onPress={() => void query.refetch()}>
        <Trans>Try again</Trans>
      </Button>
    </span>
  );
}

export interface HiddenProps {
  /** What is hidden: `预算对你隐藏`. */
  title: ReactNode;
  /** Who may see it. */
  children: ReactNode;
  /** How to ask. */
  action?: ReactNode;
  className?: string | undefined;
}

/** Hidden by permission: a lock, who may see it, and how to ask. */
export function Hidden({ title, children, action, className }: HiddenProps) {
  return (
    <div className={cx('flex items-start gap-2 px-3.5 py-2.5', className)}>
      <Lock className="mt-0.5 text-ink-3" aria-hidden />
      <div className="min-w-0">
        <p className="font-strong">{title}</p>
        <p className="text-ink-2">{children}</p>
        {action}
      </div>
    </div>
  );
}
