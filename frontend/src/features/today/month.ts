/** The calendar month that a day (`2026-11-24`) lies in, and the one before it: first and last day of each. */
export function monthsOf(today: string): { first: string; last: string; before: { first: string; last: string } } {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const { first, last } = bounds(year, month - 1);
  return { first, last, before: bounds(year, month - 2) };
}

/** `month` counts from 0 and may lie outside a year; the last day is the zeroth of the next month. */
function bounds(year: number, month: number): { first: string; last: string } {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { first: day(Date.UTC(year, month, 1)), last: day(Date.UTC(year, month + 1, 0)) };
}
