import { Trans } from '@lingui/react/macro';
import { ChevronDown, LoaderCircle } from 'lucide-react';
import { type Key, useEffect, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { ComboBox as AriaComboBox } from 'react-aria-components/ComboBox';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { ListBox } from 'react-aria-components/ListBox';
import { cx } from '../cx';
import { BARE_INPUT, CONTROL, FIELD, FieldFoot, type FieldFrame, FieldLabel, GROUP_FOCUS } from './field';
import { Popover } from '../overlays/popover';
import { type Choice, ChoiceRow } from './select';

export interface ComboBoxProps<Item extends Choice> extends FieldFrame {
  /** What can be chosen for what is typed now. With `onSearch` the server filters, else the names are filtered here. */
  choices: readonly Item[];
  /** The chosen one, with its name: the list of choices need not hold it. */
  value: Item | null;
  onChange: (value: Item | null) => void;
  onBlur?: () => void;
  /** Called with what is typed, a moment after the last key and never in the middle of a composition. */
  onSearch?: (typed: string) => void;
  /** What is chosen goes to a list elsewhere: the field closes, and is empty for the next one. */
  isAdding?: boolean;
  isLoading?: boolean;
  placeholder?: string;
  isDisabled?: boolean;
  autoFocus?: boolean;
  name?: string;
}

const PAUSE_MS = 180;

/** Choose by typing: names, pinyin or whatever the search understands. Correct under input methods. */
export function ComboBox<Item extends Choice>(props: ComboBoxProps<Item>) {
  const {
    label,
    isRequired,
    note,
    help,
    error,
    className,
    choices,
    value,
    onChange,
    onSearch,
    isAdding = false,
    isLoading = false,
    placeholder,
    ...passed
  } = props;
  const [typed, setTyped] = useState(value?.name ?? '');
  const [isComposing, setComposing] = useState(false);
  const [added, setAdded] = useState(0);
  const chosenName = value?.name ?? '';

  useEffect(() => setTyped(chosenName), [chosenName]);
  useEffect(() => {
    if (!onSearch || isComposing || typed === chosenName) return;
    const timer = setTimeout(() => onSearch(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [onSearch, typed, isComposing, chosenName]);

  function choose(key: Key | null) {
    const chosen = choices.find((choice) => choice.id === key) ?? null;
    onChange(chosen);
    setTyped(isAdding ? '' : (chosen?.name ?? ''));
    if (isAdding && chosen) setAdded(added + 1);
  }
  // What has the focus from the start would cover, and hide from readers, all that stands below it.
  const opensByTyping = props.autoFocus || added > 0;

  return (
    <AriaComboBox
      key={added}
      {...passed}
      {...(onSearch ? { items: choices as readonly Choice[] } : { defaultItems: choices as readonly Choice[] })}
      inputValue={typed}
      onInputChange={setTyped}
      selectedKey={value?.id ?? null}
      onSelectionChange={choose}
      allowsEmptyCollection
      autoFocus={opensByTyping}
      menuTrigger={opensByTyping ? 'input' : 'focus'}
      isRequired={isRequired ?? false}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={cx(FIELD, className)}
    >
      <FieldLabel label={label} isRequired={isRequired} note={note} />
      <Group className={cx(CONTROL, GROUP_FOCUS)}>
        {value?.mark}
        <Input
          placeholder={placeholder}
          className={BARE_INPUT}
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
        />
        <AriaButton className="flex size-5 items-center justify-center text-ink-3">
          {isLoading ? (
            <LoaderCircle className="icon-xs animate-spin" aria-hidden />
          ) : (
            <ChevronDown className="icon-xs" aria-hidden />
          )}
        </AriaButton>
      </Group>
      <FieldFoot help={help} error={error} />
      <Popover className="w-(--trigger-width) min-w-56">
        <ListBox<Choice>
          className="max-h-80 overflow-auto p-1 outline-none"
          renderEmptyState={() => (
            <p className="px-2 py-1.5 text-ink-3">
              {isLoading ? <Trans>Searching…</Trans> : <Trans>Nothing found</Trans>}
            </p>
          )}
        >
          {(choice) => <ChoiceRow choice={choice} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
