import { caps } from '@/shared/hotkeys/keys';
import { cx } from '../cx';

/** Key caps of a combination or sequence, as data (`mod+enter`, `g d`). `onFill` for caps that stand in a filled button. */
export function Kbd({ keys, onFill = false, className }: { keys: string; onFill?: boolean; className?: string }) {
  return (
    <span className={cx('inline-flex items-center gap-1 coarse:hidden', className)} aria-hidden>
      {caps(keys).map((cap, index) => (
        <kbd
          key={index}
          className={cx(
            'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-badge border px-1 font-sans text-2xs/none font-strong whitespace-nowrap',
            onFill ? 'border-current/45 text-inherit' : 'border-b-2 border-line-2 bg-surface text-ink-3',
          )}
        >
          {cap}
        </kbd>
      ))}
    </span>
  );
}
