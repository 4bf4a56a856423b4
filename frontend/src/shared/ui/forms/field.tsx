import { Trans } from '@lingui/react/macro';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { FieldError as AriaFieldError } from 'react-aria-components/FieldError';
import { Label as AriaLabel } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { cx } from '../cx';

/** What every field has in common. */
export interface FieldFrame {
  label: ReactNode;
  /** Said as a word beside the label. */
  isRequired?: boolean | undefined;
  /** Said after the label in quiet ink: `原为 中`. */
  note?: ReactNode;
  /** One line under the control; an error takes its place. */
  help?: ReactNode;
  /** What to do about it, with an example: `还少 5 位数字，例 +971 4 555 0163`. */
  error?: string | undefined;
  className?: string | undefined;
}

/** Edge, ground and focus ring of every control that text is typed or chosen in. */
export const CONTROL =
  'flex h-(--control) min-w-0 items-center gap-1.5 rounded-control border border-line-control bg-surface px-2 text-sm text-ink ' +
  'transition-[border-color,box-shadow] duration-(--t-fast) invalid:border-bad invalid:shadow-[0_0_0_1px_var(--bad)] ' +
  'off:border-line-2 off:bg-surface-2 off:text-ink-3';
/** The ring of a group whose inner input has the focus. */
export const GROUP_FOCUS = 'focus-within:ring-focus';
/** An input inside such a group. */
export const BARE_INPUT = 'w-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3';

export const FIELD = 'flex min-w-0 flex-col gap-1';

/** The label above a control, with the word for required. */
export function FieldLabel({ label, isRequired, note }: Pick<FieldFrame, 'label' | 'isRequired' | 'note'>) {
  return (
    <AriaLabel className="flex items-center gap-1.5 text-xs text-ink-2">
      {label}
      <LabelNotes isRequired={isRequired} note={note} />
    </AriaLabel>
  );
}

export function LabelNotes({ isRequired, note }: Pick<FieldFrame, 'isRequired' | 'note'>) {
  return (
    <>
      {isRequired && (
        <span className="text-ink-3">
          <Trans>required</Trans>
        </span>
      )}
      {note && <span className="text-ink-3">{note}</span>}
    </>
  );
}

/** Help, or the error that takes its place. */
export function FieldFoot({ help, error }: Pick<FieldFrame, 'help' | 'error'>) {
  if (!error && !help) return null;
  return error ? (
    <AriaFieldError className="flex items-start gap-1 text-xs text-bad-ink">
      <CircleAlert className="icon-xs mt-0.75" aria-hidden />
      <span>{error}</span>
    </AriaFieldError>
  ) : (
    <Text slot="description" className="text-xs text-ink-3">
      {help}
    </Text>
  );
}

/** A unit or code inside a control: `CNY`, `天`. */
export function Unit({ children, className }: { children: ReactNode; className?: string }) {
  return <span className={cx('flex-none text-ink-3 select-none', className)}>{children}</span>;
}
