import { Trans, useLingui } from '@lingui/react/macro';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog as AriaDialog, DialogTrigger } from 'react-aria-components/Dialog';
import type { BoardColumn } from '@/api';
import { moneyShort, moneyWhole } from '@/shared/format';
import { Money } from '@/shared/ui/figures';
import { Popover } from '@/shared/ui/popover';

/** What a column is worth in the company's currency; pressed, by currency. */
export function Sums({ column }: { column: BoardColumn }) {
  const { t } = useLingui();
  if (column.sums.length === 0) {
    return (
      <span>
        <Trans>No amounts yet</Trans>
      </span>
    );
  }
  return (
    <DialogTrigger>
      <AriaButton
        aria-label={t`Sums by currency, together ${moneyWhole(column.base_sum)}`}
        className="-mx-1 cursor-default rounded-badge px-1 text-ink-2 hover:bg-hover"
      >
        {moneyShort(column.base_sum)}
      </AriaButton>
      <Popover className="w-64">
        <AriaDialog aria-label={t`Sums by currency`} className="px-3.5 py-3 outline-none">
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
            {column.sums.map((sum) => (
              <div key={sum.currency} className="contents">
                <dt className="text-ink-3">{sum.currency}</dt>
                <dd className="text-right">
                  <Money value={sum} />
                </dd>
              </div>
            ))}
            <div className="contents font-strong">
              <dt className="border-t border-line pt-1">
                <Trans>Together</Trans>
              </dt>
              <dd className="border-t border-line pt-1 text-right">{moneyWhole(column.base_sum)}</dd>
            </div>
            <div className="contents">
              <dt className="text-ink-3">
                <Trans>Weighted</Trans>
              </dt>
              <dd className="text-right">{moneyWhole(column.weighted_sum)}</dd>
            </div>
          </dl>
          {column.without_rate.length > 0 && (
            <p className="mt-2 text-xs text-warn-ink">
              <Trans>Left out, for want of a rate: {column.without_rate.join(' ')}</Trans>
            </p>
          )}
        </AriaDialog>
      </Popover>
    </DialogTrigger>
  );
}
