import { Trans, useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import type { BoardColumn } from '@/api';
import { moneyShort, moneyWhole } from '@/shared/format';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';

const SumsPopover = lazyDialog(() => import('./sums-popover').then((module) => module.SumsPopover));

/** What a column is worth in the company's currency; pressed, by currency. */
export function Sums({ column }: { column: BoardColumn }) {
  const { t } = useLingui();
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  if (column.sums.length === 0) {
    return (
      <span>
        <Trans>No amounts yet</Trans>
      </span>
    );
  }
  return (
    <>
      <button
        ref={anchor}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={t`Sums by currency, together ${moneyWhole(column.base_sum)}`}
        onClick={() => setOpen(true)}
        className="-mx-1 cursor-default rounded-badge px-1 text-ink-2 hover:bg-hover"
      >
        {moneyShort(column.base_sum)}
      </button>
      {isOpen && <SumsPopover column={column} anchor={anchor} onClose={() => setOpen(false)} />}
    </>
  );
}
