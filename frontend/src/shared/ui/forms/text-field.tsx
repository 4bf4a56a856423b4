import { useLingui } from '@lingui/react/macro';
import { Eye, EyeOff, type LucideIcon, Search, X } from 'lucide-react';
import { type ReactNode, type Ref, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { SearchField as AriaSearchField } from 'react-aria-components/SearchField';
import { TextArea as AriaTextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components/TextField';
import { cx } from '../cx';
import { BARE_INPUT, CONTROL, FIELD, FieldFoot, type FieldFrame, FieldLabel, GROUP_FOCUS, Unit } from './field';
import { Kbd } from '../actions/kbd';

type Passed = Omit<
  AriaTextFieldProps,
  'className' | 'style' | 'children' | 'isInvalid' | 'isRequired' | 'validationBehavior'
>;

export interface TextFieldProps extends FieldFrame, Passed {
  /** Shown inside, before what is typed. */
  icon?: LucideIcon;
  /** Inside, right: `人`, `天`. */
  unit?: ReactNode;
  placeholder?: string;
  size?: 'md' | 'lg';
  ref?: Ref<HTMLInputElement>;
}

/** One line of text. `value` and `onChange` take and give the text itself. */
export function TextField(props: TextFieldProps) {
  const {
    label,
    isRequired,
    note,
    help,
    error,
    className,
    icon: Icon,
    unit,
    placeholder,
    size = 'md',
    ref,
    ...passed
  } = props;
  return (
    <AriaTextField
      {...passed}
      isRequired={isRequired ?? false}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={cx(FIELD, className)}
    >
      <FieldLabel label={label} isRequired={isRequired} note={note} />
      <Group className={cx(CONTROL, GROUP_FOCUS, size === 'lg' && 'h-(--control-lg) px-2.5 text-md')}>
        {Icon && <Icon className="icon-sm text-ink-3" aria-hidden />}
        <Input ref={ref} placeholder={placeholder} className={BARE_INPUT} />
        {unit && <Unit>{unit}</Unit>}
      </Group>
      <FieldFoot help={help} error={error} />
    </AriaTextField>
  );
}

/** A password, with an eye to show it. */
export function PasswordField({
  label,
  isRequired,
  note,
  help,
  error,
  className,
  ref,
  size = 'md',
  ...passed
}: Omit<TextFieldProps, 'icon' | 'unit'>) {
  const { t } = useLingui();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <AriaTextField
      {...passed}
      type={shown ? 'text' : 'password'}
      isRequired={isRequired ?? false}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={cx(FIELD, className)}
    >
      <FieldLabel label={label} isRequired={isRequired} note={note} />
      <Group className={cx(CONTROL, GROUP_FOCUS, 'pr-1', size === 'lg' && 'h-(--control-lg) pl-2.5 text-md')}>
        <Input ref={ref} className={BARE_INPUT} />
        <AriaButton
          slot={null}
          aria-label={shown ? t`Hide password` : t`Show password`}
          onPress={() => setShown(!shown)}
          className="flex size-6 items-center justify-center rounded-badge text-ink-3 hover:bg-hover"
        >
          <Icon className="icon-sm" aria-hidden />
        </AriaButton>
      </Group>
      <FieldFoot help={help} error={error} />
    </AriaTextField>
  );
}

export interface TextAreaProps extends FieldFrame, Passed {
  rows?: number;
  placeholder?: string;
  ref?: Ref<HTMLTextAreaElement>;
  /** Fill the height that the column has. */
  fills?: boolean;
}

/** Several lines, in reading size. */
export function TextArea({
  label,
  isRequired,
  note,
  help,
  error,
  className,
  rows = 3,
  placeholder,
  fills = false,
  ref,
  ...passed
}: TextAreaProps) {
  return (
    <AriaTextField
      {...passed}
      isRequired={isRequired ?? false}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={cx(FIELD, fills && 'flex-1', className)}
    >
      <FieldLabel label={label} isRequired={isRequired} note={note} />
      <AriaTextArea
        ref={ref}
        rows={rows}
        placeholder={placeholder}
        className={cx(
          'resize-none rounded-control border border-line-control bg-surface px-2.25 py-1.75 text-md text-ink placeholder:text-ink-3',
          'invalid:border-bad invalid:shadow-[0_0_0_1px_var(--bad)] off:bg-surface-2 off:text-ink-3',
          fills && 'flex-1',
        )}
      />
      <FieldFoot help={help} error={error} />
    </AriaTextField>
  );
}

export interface SearchFieldProps {
  /** What is searched in; also the placeholder. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  onSubmit?: (value: string) => void;
  keys?: string;
  className?: string;
  ref?: Ref<HTMLInputElement>;
}

/** The search of a list: in its header, with its key. */
export function SearchField({ label, keys, className, ref, value, ...passed }: SearchFieldProps) {
  return (
    <AriaSearchField {...passed} value={value} aria-label={label} className={className}>
      <Group className={cx(CONTROL, GROUP_FOCUS, 'border-line-2')}>
        <Search className="icon-sm text-ink-3" aria-hidden />
        <Input ref={ref} placeholder={label} className={cx(BARE_INPUT, '[&::-webkit-search-cancel-button]:hidden')} />
        {value === '' ? (
          keys && <Kbd keys={keys} />
        ) : (
          <AriaButton className="flex size-5 items-center justify-center rounded-badge text-ink-3 hover:bg-hover">
            <X className="icon-xs" aria-hidden />
          </AriaButton>
        )}
      </Group>
    </AriaSearchField>
  );
}
