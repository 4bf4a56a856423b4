import { useLingui } from '@lingui/react/macro';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { cx } from '../cx';
import { CONTROL, FIELD, FieldFoot, type FieldFrame, FieldLabel } from './field';
import { Popover } from '../overlays/popover';

/** One thing to choose. `mark` stands before its name (a grade, an avatar), `detail` after it in quiet ink. */
export interface Choice<Id extends string = string> {
  id: Id;
  name: string;
  mark?: ReactNode;
  detail?: ReactNode;
}

/** A row of a list to choose from. */
export const OPTION =
  'flex min-h-7 cursor-default items-center gap-2 rounded-badge px-2 text-sm outline-none focused:bg-hover selected:bg-accent-soft off:text-ink-off coarse:min-h-11';

/** The name beside it says it already. */
function Mark({ children }: { children: ReactNode }) {
  return (
    <span aria-hidden className="contents">
      {children}
    </span>
  );
}

export function ChoiceRow({ choice }: { choice: Choice }) {
  return (
    <ListBoxItem id={choice.id} textValue={choice.name} className={OPTION}>
      {({ isSelected }) => (
        <>
          {choice.mark && <Mark>{choice.mark}</Mark>}
          <span className="min-w-0 flex-1 truncate">{choice.name}</span>
          {choice.detail && <span className="text-xs text-ink-3">{choice.detail}</span>}
          {isSelected && <Check className="icon-sm text-accent-ink" aria-hidden />}
        </>
      )}
    </ListBoxItem>
  );
}

export interface SelectProps<Id extends string> extends Omit<FieldFrame, 'label'> {
  /** Required; hidden with `hidesLabel`, then it is the control's name only. */
  label: string;
  hidesLabel?: boolean;
  choices: readonly Choice<Id>[];
  value: Id | null;
  onChange: (value: Id) => void;
  onBlur?: () => void;
  placeholder?: string;
  size?: 'sm' | 'md';
  isDisabled?: boolean;
  autoFocus?: boolean;
  name?: string;
  /** Shows its choices as soon as it is there: in a cell that is edited in place. */
  isOpenAtOnce?: boolean;
  /** The choices went away, with or without a choice. */
  onClose?: () => void;
}

/** One of up to some twenty known choices; letters typed on it jump. Longer or remote lists: ComboBox. */
export function Select<Id extends string>(props: SelectProps<Id>) {
  const {
    label,
    hidesLabel,
    isRequired,
    note,
    help,
    error,
    className,
    choices,
    value,
    onChange,
    placeholder,
    size = 'md',
    isOpenAtOnce = false,
    onClose,
    ...passed
  } = props;
  const { t } = useLingui();
  return (
    <AriaSelect
      {...passed}
      aria-label={hidesLabel ? label : undefined}
      defaultOpen={isOpenAtOnce}
      onOpenChange={(isOpen) => !isOpen && onClose?.()}
      selectedKey={value}
      onSelectionChange={(key) => onChange(key as Id)}
      isRequired={isRequired ?? false}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      placeholder={placeholder ?? t`Choose`}
      className={cx(FIELD, className)}
    >
      {!hidesLabel && <FieldLabel label={label} isRequired={isRequired} note={note} />}
      <AriaButton
        className={cx(CONTROL, 'w-full cursor-default text-left', size === 'sm' && 'h-(--control-sm) text-xs')}
      >
        <SelectValue className="min-w-0 flex-1 truncate placeholder-shown:text-ink-3">
          {({ selectedText, defaultChildren }) => {
            const chosen = choices.find((choice) => choice.id === value);
            return chosen ? (
              <span className="flex items-center gap-1.5">
                {chosen.mark && <Mark>{chosen.mark}</Mark>}
                <span className="truncate">{selectedText}</span>
              </span>
            ) : (
              defaultChildren
            );
          }}
        </SelectValue>
        <ChevronDown className="icon-xs text-ink-3" aria-hidden />
      </AriaButton>
      <FieldFoot help={help} error={error} />
      <Popover className="w-(--trigger-width) min-w-44">
        <ListBox items={choices as readonly Choice[]} className="max-h-80 overflow-auto p-1 outline-none">
          {(choice) => <ChoiceRow choice={choice} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
