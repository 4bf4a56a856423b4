import type { OrderMonth } from '@/api';

export interface MonthBar {
  /** `2026-03` */
  month: string;
  amount: number;
}

export interface OrderSum {
  currency: string;
  count: number;
  amount: number;
}

const add = (month: string, by: number) => {
  const [year = 0, index = 0] = month.split('-').map(Number);
  const at = year * 12 + index - 1 + by;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
};

/** The twelve months up to `last` (`2026-03`), those without orders too, in the currency that most was ordered in. */
export function lastYear(months: readonly OrderMonth[], last: string): { currency: string; bars: MonthBar[] } | null {
  const first = add(last, -11);
  const within = months.filter(({ month }) => month.slice(0, 7) >= first && month.slice(0, 7) <= last);
  const currency = sums(within)[0]?.currency;
  if (currency === undefined) return null;
  const bars = Array.from({ length: 12 }, (_, index) => add(first, index)).map((month) => ({
    month,
    amount: within
      .filter((each) => each.amount.currency === currency && each.month.startsWith(month))
      .reduce((sum, each) => sum + Number(each.amount.amount), 0),
  }));
  return { currency, bars };
}

/** What was ordered in all, currency by currency, the largest first. */
export function sums(months: readonly OrderMonth[]): OrderSum[] {
  const found = new Map<string, OrderSum>();
  for (const { count, amount } of months) {
    const { currency } = amount;
    const sum = found.get(currency) ?? { currency, count: 0, amount: 0 };
    found.set(currency, { currency, count: sum.count + count, amount: sum.amount + Number(amount.amount) });
  }
  return [...found.values()].toSorted((a, b) => b.amount - a.amount);
}

/** The orders of the twelve months up to `last`. */
export const ofLastYear = (months: readonly OrderMonth[], last: string) =>
  months.filter(({ month }) => month.slice(0, 7) >= add(last, -11) && month.slice(0, 7) <= last);
