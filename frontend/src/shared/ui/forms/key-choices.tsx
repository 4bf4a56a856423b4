import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { cx } from '../cx';
import { Kbd } from '../actions/kbd';
import type { Choice } from './select';

interface Props<Id extends string> {
  label: string;
  choices: readonly Choice<Id>[];
  value: Id | null;
  onChange: (value: Id) => void;
}

const CHOSEN = 'selected:bg-accent-soft selected:font-strong selected:text-accent-ink';

/** Up to nine choices with their number keys, three in a row: the outcome of a call. The keys themselves are `useHotkeys`. */
export function KeyChoices<Id extends string>({ label, choices, value, onChange }: Props<Id>) {
  return (
    <Group
      label={label}
      value={value}
      onChange={onChange}
      className="grid grid-cols-[repeat(3,minmax(0,auto))] gap-1.5"
    >
      {choices.map((choice, index) => (
        <ToggleButton
          key={choice.id}
          id={choice.id}
          aria-keyshortcuts={String(index + 1)}
          className={cx(
            'flex h-8 min-w-0 cursor-default items-center gap-1.5 rounded-control border border-line-2 bg-button px-1.75 text-left hover:bg-button-hover coarse:h-11',
            CHOSEN,
            'selected:border-accent selected:shadow-[inset_0_0_0_1px_var(--accent)]',
          )}
        >
          <Kbd keys={String(index + 1)} />
          <span className="truncate">{choice.name}</span>
        </ToggleButton>
      ))}
    </Group>
  );
}

/** A scale of a few steps side by side: intent, a score. */
export function Scale<Id extends string>({ label, choices, value, onChange }: Props<Id>) {
  return (
    <Group
      label={label}
      value={value}
      onChange={onChange}
      className="flex overflow-hidden rounded-control border border-line-2"
    >
      {choices.map((choice) => (
        <ToggleButton
          key={choice.id}
          id={choice.id}
          className={cx(
            'flex h-7 min-w-0 flex-auto cursor-default items-center justify-center gap-1.5 border-r border-line-2 px-2 last:border-r-0 hover:bg-hover focus-visible:ring-focus-inside coarse:h-11',
            CHOSEN,
            'selected:shadow-[inset_0_0_0_1px_var(--accent)]',
          )}
        >
          {choice.mark}
          {choice.name}
        </ToggleButton>
      ))}
    </Group>
  );
}

interface GroupProps<Id extends string> extends Omit<Props<Id>, 'choices'> {
  className: string;
  children: React.ReactNode;
}

function Group<Id extends string>({ label, value, onChange, className, children }: GroupProps<Id>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={value === null ? [] : [value]}
      onSelectionChange={(keys) => {
        for (const key of keys) onChange(key as Id);
      }}
      className={className}
    >
      {children}
    </ToggleButtonGroup>
  );
}
