/** A link that is an icon alone, in a row. */
export const ICON_LINK =
  'flex size-7 flex-none items-center justify-center rounded-control text-ink-3 hover:bg-hover hover:text-ink coarse:size-11';
