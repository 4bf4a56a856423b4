import type { LucideIcon } from 'lucide-react';
import type { Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { ariaKeys } from '@/shared/hotkeys';
import { ICON_SIZES, type Look, look } from './button';
import { cx } from '../cx';
import { Tip } from '../overlays/tooltip';

export interface IconButtonProps extends Look, Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  icon: LucideIcon;
  /** Its name, also the tooltip. */
  label: string;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** An icon alone: only for close, more, previous, next, copy, search and the like. */
export function IconButton({
  icon: Icon,
  label,
  variant = 'ghost',
  size = 'md',
  keys,
  className,
  ...props
}: IconButtonProps) {
  return (
    <Tip text={label} keys={keys}>
      <AriaButton
        {...props}
        aria-label={label}
        aria-keyshortcuts={keys && ariaKeys(keys)}
        className={cx(look({ variant, size }, ICON_SIZES), className)}
      >
        <Icon className={size === 'sm' ? 'icon-xs' : 'icon-sm'} aria-hidden />
      </AriaButton>
    </Tip>
  );
}
