import { Trans } from '@lingui/react/macro';
import type { OrderMonth } from '@/api';
import { count, money } from '@/shared/format';
import { usePreferences } from '@/shared/preferences';
import { dayIn, monthText, useMinute } from '@/shared/time';
import { type OrderSum, lastYear, ofLastYear, sums } from './orders';

const HEIGHT = 40;

/** What was ordered in twelve months and in all; one bar a month. */
export function OrderChart({ months }: { months: readonly OrderMonth[] }) {
  const now = useMinute();
  const { zone } = usePreferences();
  const present = dayIn(now, zone).slice(0, 7);
  const year = lastYear(months, present);
  const most = Math.max(1, ...(year?.bars.map((bar) => bar.amount) ?? []));
  return (
    <>
      <table className="w-full">
        <tbody>
          {sums(ofLastYear(months, present)).map((sum) => (
            <SumRow key={sum.currency} name={<Trans>Last 12 months</Trans>} sum={sum} isStrong />
          ))}
          {sums(months).map((sum) => (
            <SumRow key={sum.currency} name={<Trans>In all</Trans>} sum={sum} />
          ))}
        </tbody>
      </table>
      {year && (
        <figure className="mt-2.5">
          <ol className="flex items-end gap-1.5" style={{ height: HEIGHT }}>
            {year.bars.map(({ month, amount }) => {
              const words = `${monthText(`${month}-01`)}: ${money({ amount: amount.toFixed(2), currency: year.currency })}`;
              return (
                <li key={month} title={words} className="flex-1">
                  <span className="sr-only">{words}</span>
                  <span
                    aria-hidden
                    className={`block rounded-t-[1px] ${amount > 0 ? 'bg-c1' : 'bg-line-2'}`}
                    style={{ height: amount > 0 ? Math.max(3, (amount / most) * HEIGHT) : 2 }}
                  />
                </li>
              );
            })}
          </ol>
          <figcaption className="mt-1 flex justify-between text-2xs text-ink-3" aria-hidden>
            <span>{year.bars[0]?.month}</span>
            <span>{year.bars.at(-1)?.month}</span>
          </figcaption>
        </figure>
      )}
    </>
  );
}

function SumRow({ name, sum, isStrong = false }: { name: React.ReactNode; sum: OrderSum; isStrong?: boolean }) {
  return (
    <tr>
      <td className="text-ink-2">{name}</td>
      <td className="text-right">{count(sum.count)}</td>
      <td className={`pl-3 text-right whitespace-nowrap ${isStrong ? 'font-strong' : ''}`}>
        {money({ amount: sum.amount.toFixed(2), currency: sum.currency })}
      </td>
    </tr>
  );
}
