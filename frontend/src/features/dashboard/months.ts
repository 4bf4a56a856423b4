import type { Opportunity } from '@/api';
import { dayIn } from '@/shared/time';

export interface EndedMonth {
  /** The month's first day, and the next month's. */
  month: string;
  next: string;
  completed: number;
  lost: number;
  /** What the completed ones came to in base currency, as far as rates are known. */
  amount: number;
}

type Ended = Pick<Opportunity, 'closed_at' | 'base_amount'>;

/** The first days of the months from one day's month up to another's. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (let month = `${from.slice(0, 7)}-01`; month <= to; month = nextMonth(month)) months.push(month);
  return months;
}

export function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`;
}

/** Sales that ended, by the month of the reader's calendar in which they did; months without any are there too. */
export function byMonth(
  completed: readonly Ended[],
  lost: readonly Ended[],
  from: string,
  to: string,
  zone: string,
): EndedMonth[] {
  const monthOf = ({ closed_at: at }: Ended) => (at === null ? '' : `${dayIn(at, zone).slice(0, 7)}-01`);
  return monthsBetween(from, to).map((month) => {
    const done = completed.filter((each) => monthOf(each) === month);
    return {
      month,
      next: nextMonth(month),
      completed: done.length,
      lost: lost.filter((each) => monthOf(each) === month).length,
      amount: done.reduce((sum, each) => sum + Number(each.base_amount?.amount ?? 0), 0),
    };
  });
}
