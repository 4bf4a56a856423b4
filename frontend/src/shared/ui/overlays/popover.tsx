import { Popover as AriaPopover, type PopoverProps as AriaPopoverProps } from 'react-aria-components/Popover';
import { cx } from '../cx';

/** Ground, edge and motion of everything that floats over the page. */
export const FLOATING =
  'rounded-card border border-line-2 bg-raised text-ink shadow-2 outline-none transition-[opacity,translate] duration-(--t) ease-out ' +
  'entering:-translate-y-1 entering:opacity-0 exiting:opacity-0';

export interface PopoverProps extends Omit<AriaPopoverProps, 'className' | 'style'> {
  className?: string;
}

/** A floating piece anchored to what opened it. */
export function Popover({ className, ...props }: PopoverProps) {
  return <AriaPopover offset={4} containerPadding={8} {...props} className={cx(FLOATING, className)} />;
}
