/** The parts of the record, as they stand in the address. */
export const TABS = [
  'timeline',
  'facts',
  'contacts',
  'needs',
  'opportunities',
  'orders',
  'installed',
  'complaints',
  'files',
  'sharing',
  'history',
] as const;
export type RecordTab = (typeof TABS)[number];

export interface RecordSearch {
  tab?: string;
  /** Which part of the timeline is shown. */
  show?: string;
}

/** The part that the address names; the timeline where it names none. */
export function tabOf({ tab }: RecordSearch): RecordTab {
  return TABS.find((each) => each === tab) ?? 'timeline';
}

/** The address for a part; what is usual is left out. */
export function searchFor(tab: RecordTab, show: string | undefined): RecordSearch {
  return { ...(tab !== 'timeline' && { tab }), ...(show !== undefined && show !== 'all' && { show }) };
}
