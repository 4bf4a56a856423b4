import { Trans } from '@lingui/react/macro';
import { MessageSquareWarning } from 'lucide-react';
import type { CallCard } from '@/api';
import { CrossSell } from '@/shared/cross-sell';
import { joined, langOf } from '@/shared/format';
import { complaintStateLabels, installedStateLabels, label } from '@/shared/labels';
import { noteCategoryLabels } from '@/shared/labels/notes';
import { Badge, type Tone } from '@/shared/ui/values/badge';
import { Day, Money } from '@/shared/ui/values/figures';
import { Part } from '../part';

const RUNS: Record<keyof typeof installedStateLabels, Tone> = {
  running: 'ok',
  faulty: 'bad',
  under_repair: 'warn',
  retired: 'mute',
};

/** What the customer may want, complains of, bought and runs, and what is known of its market: read after the rest. */
export function Bought({ known, writes }: { known: CallCard; writes: boolean }) {
  return (
    <>
      <CrossSell customerId={known.customer.id} canWrite={writes} />
      <Part title={<Trans>Complaints</Trans>} rows={known.complaints}>
        {(complaint) => (
          <p key={complaint.id} className="mb-1 flex items-start gap-2 last:mb-0">
            <MessageSquareWarning
              className={`icon-sm mt-0.75 ${complaint.overdue ? 'text-bad' : 'text-ink-3'}`}
              aria-hidden
            />
            <span className="min-w-0 flex-1">
              {complaint.reason ?? complaint.number}
              <span className="block text-xs text-ink-3">{label(complaintStateLabels, complaint.state)}</span>
            </span>
          </p>
        )}
      </Part>
      <Part title={<Trans>Orders</Trans>} rows={known.orders}>
        {(order) => (
          <div key={order.id} className="mb-1.5 last:mb-0">
            <p className="flex items-baseline gap-2">
              <Day date={order.ordered_on} narrow className="text-ink-3" />
              <span className="min-w-0 flex-1 truncate">{order.number}</span>
              <b>
                <Money value={order.amount} />
              </b>
            </p>
            <p className="line-clamp-2 text-ink-2">{joined(order.lines.map((line) => line.description))}</p>
          </div>
        )}
      </Part>
      <Part title={<Trans>Installed products</Trans>} rows={known.installed}>
        {(product) => (
          <p key={product.id} className="mb-1 flex items-center gap-2 last:mb-0">
            <span className="min-w-0 truncate">{product.model}</span>
            {product.purchased_on && <Day date={product.purchased_on} narrow className="text-ink-3" />}
            <span className="ml-auto">
              <Badge tone={RUNS[product.state]}>{label(installedStateLabels, product.state)}</Badge>
            </span>
          </p>
        )}
      </Part>
      <Part title={<Trans>Of their market</Trans>} rows={known.market_notes}>
        {(note) => (
          <div key={note.id} className="mb-1.5 last:mb-0">
            <p className="flex items-center gap-2 text-xs text-ink-3">
              <Badge>{label(noteCategoryLabels, note.category)}</Badge>
              {note.competitor ?? note.industry ?? note.country}
            </p>
            <p className="line-clamp-3" lang={langOf(note.text)}>
              {note.text}
            </p>
          </div>
        )}
      </Part>
    </>
  );
}
