import { Trans, useLingui } from '@lingui/react/macro';
import { CircleCheck, CircleX, Info, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { INK } from '../values/badge';
import { cx } from '../cx';
import { Kbd } from '../actions/kbd';
import { type Toast, toast } from './toast';

const ICONS = { ok: CircleCheck, bad: CircleX, info: Info };
const ICON_TONES = { ok: 'text-ok', bad: 'text-bad', info: 'text-info' };
const LINK = 'cursor-default rounded-badge text-accent-ink hover:underline';

/** Draws the toasts. Stands once, in the shell. */
export function ToastRegion() {
  const { t } = useLingui();
  const toasts = useSyncExternalStore(toast.subscribe, toast.read);
  return (
    <section
      aria-label={t`Messages`}
      onPointerEnter={toast.hold}
      onPointerLeave={toast.release}
      onFocus={toast.hold}
      onBlur={toast.release}
      className="pointer-events-none fixed bottom-3 left-3 z-50 flex w-90 max-w-[calc(100vw-24px)] flex-col gap-2"
    >
      {toasts.map((entry) => (
        <ToastCard key={entry.id} entry={entry} />
      ))}
    </section>
  );
}

/** One toast. */
export function ToastCard({ entry }: { entry: Toast }) {
  const { t } = useLingui();
  const Icon = ICONS[entry.tone];
  const close = () => toast.dismiss(entry.id);
  return (
    <div
      role={entry.tone === 'bad' ? 'alert' : 'status'}
      className="pointer-events-auto flex items-start gap-2 rounded-card border border-line-2 bg-raised px-3 py-2.5 shadow-3"
    >
      <Icon className={cx('icon-sm mt-0.75', ICON_TONES[entry.tone])} aria-hidden />
      <div className="min-w-0 flex-1">
        <p>{entry.text}</p>
        {(entry.undo || entry.retry || entry.traceId) && (
          <p className="mt-0.5 flex items-center gap-1.5 text-xs">
            {entry.undo && (
              <button type="button" className={LINK} onClick={() => (entry.undo?.(), close())}>
                <Trans>Undo</Trans>
              </button>
            )}
            {entry.undo && <Kbd keys="z" />}
            {entry.retry && (
              <button type="button" className={LINK} onClick={() => (entry.retry?.(), close())}>
                <Trans>Try again</Trans>
              </button>
            )}
            {entry.traceId && (
              <button
                type="button"
                className={cx('cursor-default hover:underline', INK.mute)}
                onClick={() => void navigator.clipboard.writeText(entry.traceId ?? '')}
              >
                <Trans>Copy the problem number</Trans>
              </button>
            )}
          </p>
        )}
      </div>
      <button
        type="button"
        aria-label={t`Close`}
        onClick={close}
        className="-m-1 flex size-6 items-center justify-center rounded-badge text-ink-3 hover:bg-hover"
      >
        <X className="icon-sm" aria-hidden />
      </button>
    </div>
  );
}
