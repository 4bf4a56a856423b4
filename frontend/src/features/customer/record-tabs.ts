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
  'sharing',
  'history',
] as const;
export type RecordTab = (typeof TABS)[number];

export interface RecordSearch {
  tab?: RecordTab;
  /** Which part of the timeline is shown. */
  show?: string;
}

/** The record's search parameters, read from whatever stands in the address. */
export function readRecordSearch(raw: Record<string, unknown>): RecordSearch {
  const tab = TABS.find((each) => each === raw['tab']);
  return {
    ...(tab && tab !== 'timeline' && { tab }),
    ...(typeof raw['show'] === 'string' && raw['show'] !== 'all' && { show: raw['show'] }),
  };
}
