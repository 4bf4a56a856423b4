import { Trans, useLingui } from '@lingui/react/macro';
import type { RefObject } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import type { BoardColumn } from '@/api';
import { moneyWhole } from '@/shared/format';
import { Money } from '@/shared/ui/values/figures';
import { Popover } from '@/shared/ui/overlays/popover';

interface Props {
  column: BoardColumn;
  anchor: RefObject<Element | null>;
  onClose: () => void;
}

/** The sums of a column by currency, together, and weighted; and what had to be left out. */
export function SumsPopover({ column, anchor, onClose }: Props) {
  const { t } = useLingui();
  return (
    <Popover isOpen onOpenChange={(open) => !open && onClose()} triggerRef={anchor} className="w-64">
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
  );
}
