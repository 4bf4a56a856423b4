import type { CustomerOverview, Method, TimelineEntry, TimelineKind } from '@/api';
import { dayIn } from '@/shared/time';

/** A chip above the timeline: what it shows, and how much there is of it. */
export interface TimelineFilter {
  id: string;
  kinds: readonly TimelineKind[];
  method: Method | null;
}

/** The parts of the timeline that can be shown alone. Those without entries are left out. */
export const FILTERS: readonly TimelineFilter[] = [
  { id: 'all', kinds: [], method: null },
  { id: 'phone', kinds: ['contact_record'], method: 'phone' },
  { id: 'email', kinds: ['contact_record'], method: 'email' },
  { id: 'visit', kinds: ['contact_record'], method: 'visit' },
  { id: 'meeting', kinds: ['contact_record'], method: 'online_meeting' },
  { id: 'planned', kinds: ['planned_contact'], method: null },
  { id: 'opportunity', kinds: ['opportunity', 'opportunity_move'], method: null },
  { id: 'order', kinds: ['order'], method: null },
  { id: 'complaint', kinds: ['complaint'], method: null },
  { id: 'handoff', kinds: ['handoff'], method: null },
  { id: 'note', kinds: ['note'], method: null },
  { id: 'record', kinds: ['need', 'transfer', 'opt_out', 'verification', 'important_change'], method: null },
];

/** How many entries a filter lets through. */
export function countOf(filter: TimelineFilter, timeline: CustomerOverview['timeline']): number {
  return timeline
    .filter((each) => filter.kinds.length === 0 || (filter.kinds as readonly string[]).includes(each.kind))
    .filter((each) => filter.method === null || each.method === filter.method)
    .reduce((sum, each) => sum + each.count, 0);
}

export const filterOf = (id: string | undefined): TimelineFilter =>
  FILTERS.find((filter) => filter.id === id) ?? (FILTERS[0] as TimelineFilter);

export interface Month {
  /** `2026-11`, or `ahead` for what lies before us. */
  id: string;
  entries: TimelineEntry[];
}

/** Entries under their months, what is still to come first; days are those of `zone`. Keeps the order they come in. */
export function byMonth(entries: readonly TimelineEntry[], zone: string, now: number): Month[] {
  const months: Month[] = [];
  for (const entry of entries) {
    const isAhead = entry.kind === 'planned_contact' && entry.state === 'planned' && Date.parse(entry.at) > now;
    const id = isAhead ? 'ahead' : dayIn(entry.at, zone).slice(0, 7);
    const month = months.find((each) => each.id === id);
    if (month) month.entries.push(entry);
    else months.push({ id, entries: [entry] });
  }
  const ahead = months.filter((month) => month.id === 'ahead');
  for (const month of ahead) month.entries.reverse();
  return [...ahead, ...months.filter((month) => month.id !== 'ahead')];
}
