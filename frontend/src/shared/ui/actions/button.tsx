import { Link, type LinkProps } from '@tanstack/react-router';
import { LoaderCircle, type LucideIcon } from 'lucide-react';
import { type ReactNode, type Ref, useEffect, useState } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { ariaKeys } from '@/shared/hotkeys/keys';
import { cx } from '../cx';
import { Kbd } from './kbd';

type Variant = 'primary' | 'default' | 'ghost' | 'danger';
type Size = 'sm' | 'md' | 'lg';

/** How a button looks. */
export interface Look {
  /** One `primary` in a view; `danger` only in the dialog that destroys. */
  variant?: Variant | undefined;
  size?: Size | undefined;
  icon?: LucideIcon | undefined;
  /** Keys that do the same, as data; shown as a cap. Registering them is `useHotkeys`. */
  keys?: string | undefined;
}

const VARIANTS: Record<Variant, string> = {
  primary:
    'border-transparent bg-accent font-strong text-on-accent hover:bg-accent-hover off:border-line-2 off:bg-surface-2',
  default: 'border-line-2 bg-button text-ink shadow-1 hover:bg-button-hover [&>svg]:text-ink-3',
  ghost: 'border-transparent text-ink-2 hover:bg-hover [&>svg]:text-ink-3',
  danger:
    'border-transparent bg-bad-fill font-strong text-on-bad hover:brightness-110 off:border-line-2 off:bg-surface-2',
};
const SIZES: Record<Size, string> = {
  sm: 'h-(--control-sm) px-2 text-xs',
  md: 'h-(--control) px-2.5 text-sm',
  lg: 'h-(--control-lg) px-3.5 text-md',
};
/** Squares for icons alone. */
export const ICON_SIZES: Record<Size, string> = {
  sm: 'size-(--control-sm)',
  md: 'size-(--control)',
  lg: 'size-(--control-lg)',
};
const BASE =
  'inline-flex flex-none cursor-default items-center justify-center gap-1.5 rounded-control border whitespace-nowrap no-underline select-none ' +
  'transition-[background-color,filter] duration-(--t-fast) pressed:translate-y-px off:text-ink-off off:shadow-none off:pressed:translate-y-0';

/** The classes of a look. */
export function look({ variant = 'default', size = 'md' }: Look, sizes = SIZES): string {
  return cx(BASE, VARIANTS[variant], sizes[size]);
}

function Face({ icon: Icon, variant, size, keys, children, isBusy }: Look & { children: ReactNode; isBusy?: boolean }) {
  const small = size === 'sm' ? 'icon-xs' : 'icon-sm';
  return (
    <>
      {isBusy ? (
        <LoaderCircle className={`${small} animate-spin`} aria-hidden />
      ) : (
        Icon && <Icon className={small} aria-hidden />
      )}
      {children}
      {keys && <Kbd keys={keys} onFill={variant === 'primary' || variant === 'danger'} className="ml-0.5" />}
    </>
  );
}

/** True once something has been going on for 300 ms: shorter work shows no sign of being busy. */
export function useLasting(isOn: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!isOn) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), 300);
    return () => clearTimeout(timer);
  }, [isOn]);
  return isOn && lasting;
}

export interface ButtonProps extends Look, Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  children: ReactNode;
  /** Work is under way: the label stays, an arc takes the icon's place after 300 ms, further presses do nothing. */
  isBusy?: boolean;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A button: verb and object. Leave it enabled and let the press say what is missing, rather than disable it. */
export function Button({ variant, size, icon, keys, isBusy = false, className, children, ...props }: ButtonProps) {
  const busy = useLasting(isBusy);
  return (
    <AriaButton
      {...props}
      isPending={isBusy}
      aria-keyshortcuts={keys && ariaKeys(keys)}
      className={cx(look({ variant, size }), className)}
    >
      <Face variant={variant} size={size} icon={icon} keys={keys} isBusy={busy}>
        {children}
      </Face>
    </AriaButton>
  );
}

export type LinkButtonProps = Look & LinkProps & { children: ReactNode; className?: string };

/** A link that looks like a button: for going somewhere, so that it opens in a new tab too. */
export function LinkButton({ variant, size, icon, keys, className, children, ...props }: LinkButtonProps) {
  return (
    <Link {...props} className={cx(look({ variant, size }), className)} aria-keyshortcuts={keys && ariaKeys(keys)}>
      <Face variant={variant} size={size} icon={icon} keys={keys}>
        {children}
      </Face>
    </Link>
  );
}
