import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { cx } from '../cx';
import type { Choice } from '../forms/select';

export interface SegmentedProps<Id extends string> {
  label: string;
  choices: readonly (Choice<Id> & { count?: ReactNode })[];
  value: Id;
  onChange: (value: Id) => void;
  className?: string;
}

/** Two to five views that exclude one another. */
export function Segmented<Id extends string>({ label, choices, value, onChange, className }: SegmentedProps<Id>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        for (const key of keys) onChange(key as Id);
      }}
      className={cx(
        'inline-flex flex-none gap-0.5 rounded-control border border-line-2 bg-surface-2 p-0.5 max-tablet:shrink max-tablet:flex-wrap',
        className,
      )}
    >
      {choices.map((choice) => (
        <ToggleButton
          key={choice.id}
          id={choice.id}
          className={cx(
            'inline-flex h-5.5 cursor-default items-center gap-1.25 rounded-badge px-2.25 text-xs whitespace-nowrap text-ink-2 coarse:h-9',
            'hover:text-ink focus-visible:ring-focus-inside',
            'selected:bg-button selected:font-strong selected:text-ink selected:shadow-[0_0_0_1px_var(--line-2),var(--elevation-1)]',
          )}
        >
          {choice.mark}
          {choice.name}
          {choice.count !== undefined && <span>{choice.count}</span>}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
