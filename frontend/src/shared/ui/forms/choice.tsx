import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from 'react-aria-components/Checkbox';
import { Radio as AriaRadio, RadioGroup as AriaRadioGroup } from 'react-aria-components/RadioGroup';
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from 'react-aria-components/Switch';
import { cx } from '../cx';
import { FIELD, FieldFoot, type FieldFrame, FieldLabel } from './field';
import type { Choice } from './select';

const LINE = 'inline-flex min-h-6 cursor-default items-center gap-1.5 text-sm off:text-ink-off coarse:min-h-11';
const BOX = 'flex size-3.5 flex-none items-center justify-center border border-line-control bg-surface';

interface CheckBoxProps {
  isSelected: boolean;
  isIndeterminate?: boolean;
  isRinged?: boolean;
}

/** The box alone, as a picture: what it belongs to says what it means and takes the press. */
export function CheckBox({ isSelected, isIndeterminate = false, isRinged = false }: CheckBoxProps) {
  return (
    <span
      className={cx(
        BOX,
        'rounded-[3px]',
        (isSelected || isIndeterminate) && 'border-accent! bg-accent! text-on-accent',
        isRinged && 'ring-focus',
      )}
    >
      {isIndeterminate ? (
        <Minus className="icon-xs" aria-hidden />
      ) : (
        isSelected && <Check className="icon-xs" aria-hidden />
      )}
    </span>
  );
}

export interface CheckboxProps extends Omit<AriaCheckboxProps, 'className' | 'style' | 'children'> {
  children?: ReactNode;
  className?: string;
}

/** Yes or no that is sent with the form. Without text it needs `aria-label` and owns its whole cell. */
export function Checkbox({ children, className, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox {...props} className={cx(LINE, 'group', className)}>
      {({ isSelected, isIndeterminate, isFocusVisible }) => (
        <>
          <CheckBox isSelected={isSelected} isIndeterminate={isIndeterminate} isRinged={isFocusVisible} />
          {children}
        </>
      )}
    </AriaCheckbox>
  );
}

export interface RadioGroupProps<Id extends string> extends FieldFrame {
  choices: readonly Choice<Id>[];
  value: Id | null;
  onChange: (value: Id) => void;
  onBlur?: () => void;
  isDisabled?: boolean;
  name?: string;
  /** Choices below one another. */
  stacked?: boolean;
}

/** One of a few, all of them in sight. */
export function RadioGroup<Id extends string>(props: RadioGroupProps<Id>) {
  const { label, isRequired, note, help, error, className, choices, onChange, stacked, ...passed } = props;
  return (
    <AriaRadioGroup
      {...passed}
      onChange={(value) => onChange(value as Id)}
      isRequired={isRequired ?? false}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={cx(FIELD, className)}
    >
      <FieldLabel label={label} isRequired={isRequired} note={note} />
      <div className={cx('flex gap-x-3 gap-y-1', stacked ? 'flex-col' : 'flex-wrap')}>
        {choices.map((choice) => (
          <RadioLine key={choice.id} value={choice.id}>
            {choice.mark}
            {choice.name}
            {choice.detail && <span className="text-xs text-ink-3">{choice.detail}</span>}
          </RadioLine>
        ))}
      </div>
      <FieldFoot help={help} error={error} />
    </AriaRadioGroup>
  );
}

/** One choice inside React Aria's RadioGroup, where the group is laid out by hand (a table of choices). */
export function RadioLine({ value, children, label }: { value: string; children?: ReactNode; label?: string }) {
  return (
    <AriaRadio value={value} className={LINE} {...(label === undefined ? {} : { 'aria-label': label })}>
      {({ isSelected, isFocusVisible }) => (
        <>
          <span
            className={cx(
              BOX,
              'rounded-full',
              isSelected && 'border-4! border-accent!',
              isFocusVisible && 'ring-focus',
            )}
          />
          {children}
        </>
      )}
    </AriaRadio>
  );
}

export interface SwitchProps extends Omit<AriaSwitchProps, 'className' | 'style' | 'children'> {
  children: ReactNode;
  className?: string;
}

/** Something that is on or off from now on, without a form. */
export function Switch({ children, className, ...props }: SwitchProps) {
  return (
    <AriaSwitch {...props} className={cx(LINE, className)}>
      {({ isSelected, isFocusVisible }) => (
        <>
          <span
            className={cx(
              'flex h-4 w-7 flex-none items-center rounded-full px-0.5 transition-colors duration-(--t-fast)',
              isSelected ? 'bg-accent' : 'bg-line-control',
              isFocusVisible && 'ring-focus',
            )}
          >
            <span
              className={cx(
                'size-3 rounded-full bg-[#fff] transition-transform duration-(--t)',
                isSelected && 'translate-x-3',
              )}
            />
          </span>
          {children}
        </>
      )}
    </AriaSwitch>
  );
}
