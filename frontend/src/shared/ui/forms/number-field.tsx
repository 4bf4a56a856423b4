import { useState } from 'react';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { groupDigits, parseAmount } from '@/shared/format';
import { cx } from '../cx';
import { BARE_INPUT, CONTROL, FIELD, FieldFoot, type FieldFrame, FieldLabel, GROUP_FOCUS, Unit } from './field';
import type { KeyboardEvent, ReactNode } from 'react';

export interface AmountFieldProps extends FieldFrame {
  /** A decimal string as the API carries it, or null. */
  value: string | null;
  /** Gives the decimal string, null for an empty field, and what was typed when it is no amount (the form refuses it). */
  onChange: (value: string | null) => void;
  onBlur?: () => void;
  name?: string;
  /** The ISO code, left: `CNY`. */
  currency?: string;
  /** Right: `人`, `天`. */
  unit?: ReactNode;
  /** The label is for screen readers alone: what stands above a column says it to everybody else. */
  hidesLabel?: boolean;
  onKeyDown?: (event: KeyboardEvent) => void;
  isDisabled?: boolean;
}

/** An amount of money or a quantity: digits stay a decimal string from key to server, grouped once the field is left. */
export function AmountField({
  label,
  isRequired,
  note,
  help,
  error,
  className,
  value,
  onChange,
  onBlur,
  currency,
  unit,
  hidesLabel = false,
  ...passed
}: AmountFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (value === null ? '' : parseAmount(value) === null ? value : groupDigits(value));
  return (
    <AriaTextField
      {...passed}
      {...(hidesLabel && typeof label === 'string' && { 'aria-label': label })}
      inputMode="decimal"
      value={shown}
      onChange={(text) => {
        setTyped(text);
        onChange(text.trim() === '' ? null : (parseAmount(text) ?? text));
      }}
      onBlur={() => {
        setTyped(null);
        onBlur?.();
      }}
      isRequired={isRequired ?? false}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={cx(FIELD, className)}
    >
      {!hidesLabel && <FieldLabel label={label} isRequired={isRequired} note={note} />}
      <Group className={cx(CONTROL, GROUP_FOCUS)}>
        {currency && <Unit>{currency}</Unit>}
        <Input className={cx(BARE_INPUT, 'text-right')} />
        {unit && <Unit>{unit}</Unit>}
      </Group>
      <FieldFoot help={help} error={error} />
    </AriaTextField>
  );
}
