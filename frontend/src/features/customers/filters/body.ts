import type { CustomersFilter, CustomersSearch } from '@/api';
import { addDays, dayIn, instantOf } from '@/shared/time';
import { fieldOf } from './fields';
import type { Condition, ListState } from '../state';

/** Who looks, and when. */
export interface Reader {
  id: string;
  zone: string;
  now: number;
}

const DAY = /^@today([+-]\d{1,4})?$/;

/** The beginning of a calendar day in a zone, as an instant. */
export function midnight(date: string, zone: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return instantOf({ year, month, day, hour: 0, minute: 0 }, zone).toISOString();
}

function valueFor(field: string, value: string | boolean | number, reader: Reader): string | boolean | number {
  if (value === '@me') return reader.id;
  const found = typeof value === 'string' ? DAY.exec(value) : null;
  if (!found) return value;
  const date = addDays(dayIn(reader.now, reader.zone), Number(found[1] ?? 0));
  return fieldOf(field)?.kind === 'instant' ? midnight(date, reader.zone) : date;
}

/** One condition as the server compares it. */
export function comparison({ field, op, values }: Condition, reader: Reader): CustomersFilter {
  const meant = values.map((value) => valueFor(field, value, reader));
  // The contract tells each field's comparison apart; a condition is made by the field's own form, or refused.
  return { field, op, value: op === 'in' || meant.length > 1 ? meant : meant[0] } as CustomersFilter;
}

/** What a search is asked for what the list shows. */
export function searchBody(state: Pick<ListState, 'q' | 'conditions' | 'sort'>, reader: Reader): CustomersSearch {
  const q = state.q.trim();
  const and = [
    ...(q === '' ? [] : [{ field: 'q', op: 'eq', value: q } as CustomersFilter]),
    ...state.conditions.map((condition) => comparison(condition, reader)),
  ];
  return { ...(and.length > 0 && { filter: { and } }), ...(state.sort !== null && { sort: [state.sort] }) };
}
