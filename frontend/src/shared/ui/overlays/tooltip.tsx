import type { ReactElement } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { Kbd } from '../actions/kbd';

interface Props {
  text: string;
  keys?: string | undefined;
  /** Something that takes focus: a Button of React Aria, or anything inside `Focusable`. */
  children: ReactElement;
}

/** A name shown on hover and focus. Never what is needed to decide. */
export function Tip({ text, keys, children }: Props) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <Tooltip
        offset={6}
        className="flex max-w-80 items-center gap-2 rounded-control border border-line-2 bg-raised px-2 py-1 text-xs text-ink shadow-2 transition-opacity duration-(--t-fast) entering:opacity-0 exiting:opacity-0"
      >
        {text}
        {keys && <Kbd keys={keys} />}
      </Tooltip>
    </TooltipTrigger>
  );
}
