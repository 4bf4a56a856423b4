import { useLingui } from '@lingui/react/macro';
import { Check, type LucideIcon, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { ToggleButton, type ToggleButtonProps } from 'react-aria-components/ToggleButton';
import { cx } from '../cx';

const CHIP =
  'inline-flex h-6 flex-none cursor-default items-center rounded-control border text-xs whitespace-nowrap coarse:h-11';
const PLAIN = 'border-line-2 bg-button text-ink';
const TINTED = 'border-accent-line bg-accent-soft text-accent-ink';

export interface FilterChipProps {
  field: string;
  /** The comparison in words: `是`, `早于`. */
  operator: string;
  value: ReactNode;
  onRemove: () => void;
  /** Opens the filter to change it. */
  onPress?: () => void;
  /** Changed, and the view not saved since. */
  isChanged?: boolean;
}

/** One condition of a list. */
export function FilterChip({ field, operator, value, onRemove, onPress, isChanged = false }: FilterChipProps) {
  const { t } = useLingui();
  return (
    <span className={cx(CHIP, isChanged ? TINTED : PLAIN)}>
      <AriaButton
        onPress={() => onPress?.()}
        className="flex h-full items-center gap-1.25 rounded-l-control pl-2 hover:bg-hover"
      >
        <span className={isChanged ? undefined : 'text-ink-3'}>{field}</span>
        <span>{operator}</span>
        <b>{value}</b>
      </AriaButton>
      <AriaButton
        aria-label={t`Remove the condition ${field}`}
        onPress={onRemove}
        className="flex size-6 items-center justify-center rounded-r-control hover:bg-hover coarse:size-11"
      >
        <X className="icon-xs" aria-hidden />
      </AriaButton>
    </span>
  );
}

export interface ToggleChipProps extends Omit<ToggleButtonProps, 'className' | 'style' | 'children'> {
  icon?: LucideIcon;
  /** After the word, in quiet ink. */
  count?: ReactNode;
  /** Show a check when chosen: for several that may be chosen together. */
  checks?: boolean;
  children: ReactNode;
}

/** A small choice that is on or off: a filter with its count, an objection. */
export function ToggleChip({ icon: Icon, count, checks = false, children, ...props }: ToggleChipProps) {
  return (
    <ToggleButton
      {...props}
      className={({ isSelected }) =>
        cx(CHIP, 'gap-1.25 px-2', isSelected ? TINTED : cx(PLAIN, 'hover:bg-button-hover'))
      }
    >
      {({ isSelected }) => (
        <>
          {checks && isSelected ? (
            <Check className="icon-xs" aria-hidden />
          ) : (
            Icon && <Icon className="icon-xs text-ink-3" aria-hidden />
          )}
          {children}
          {count !== undefined && <span className={isSelected ? undefined : 'text-ink-3'}>{count}</span>}
        </>
      )}
    </ToggleButton>
  );
}

export interface ActionChipProps {
  icon?: LucideIcon;
  onPress: () => void;
  children: ReactNode;
  isSuggested?: boolean;
}

/** A small action in a row of them: `登记投诉`, `明天 09:30`. */
export function ActionChip({ icon: Icon, onPress, children, isSuggested = false }: ActionChipProps) {
  return (
    <AriaButton
      onPress={onPress}
      className={cx(CHIP, 'gap-1.25 px-2', isSuggested ? TINTED : cx(PLAIN, 'hover:bg-button-hover'))}
    >
      {Icon && <Icon className="icon-xs text-ink-3" aria-hidden />}
      {children}
    </AriaButton>
  );
}
