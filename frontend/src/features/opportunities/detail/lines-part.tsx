import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { PenLine, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type Opportunity, type OpportunityLine, api, once, unwrap } from '@/api';
import { useProductWords } from '@/shared/directory';
import { groupDigits, money } from '@/shared/format';
import { unitName } from '@/shared/labels/goods';
import { Button } from '@/shared/ui/actions/button';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { AmountField } from '@/shared/ui/forms/number-field';
import type { Choice } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { CurrencyField, ProductPicker } from '@/shared/pickers';
import { headers, match, useRefresh } from './change';
import { Nothing, Part } from './part';
import { linesQuery } from './queries';

const HEAD = 'h-7 border-b border-line bg-surface-2 px-2 text-xs font-normal whitespace-nowrap text-ink-3';
const CELL = 'h-8 border-b border-line px-2';

/** Sums of the lines by currency: they need not be in one. */
function sumsOf(lines: readonly OpportunityLine[]): { amount: string; currency: string }[] {
  const sums = new Map<string, number>();
  for (const { total } of lines) {
    if (total) sums.set(total.currency, (sums.get(total.currency) ?? 0) + Math.round(Number(total.amount) * 10_000));
  }
  return [...sums].map(([currency, sum]) => ({ currency, amount: (sum / 10_000).toFixed(4) }));
}

/** What they may buy, with quantities and prices. */
export function LinesPart({ opportunity, edits }: { opportunity: Opportunity; edits: boolean }) {
  const { t } = useLingui();
  const lines = useQuery(linesQuery(opportunity.id));
  const [open, setOpen] = useState<OpportunityLine | 'new' | null>(null);
  const number = lines.data?.items.length ?? 0;
  return (
    <Part
      query={lines}
      title={<Trans>Products</Trans>}
      note={number > 0 && <Plural value={number} one="# line" other="# lines" />}
      actions={
        edits && (
          <Button size="sm" variant="ghost" icon={Plus} onPress={() => setOpen('new')}>
            <Trans>Add a line</Trans>
          </Button>
        )
      }
    >
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <Nothing>
              <Trans>No product yet. “Needs defined” asks for one with its quantity.</Trans>
            </Nothing>
          ) : (
            // A table wider than a phone scrolls by itself, by keyboard too.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <div className="-mx-4 overflow-x-auto" tabIndex={0} role="region" aria-label={t`Products`}>
              <table className="w-full border-separate border-spacing-0 [&_tr>*:last-child]:pr-4!">
                <thead>
                  <tr>
                    <th className={`${HEAD} pl-4! text-left`}>
                      <Trans>Product</Trans>
                    </th>
                    <th className={`${HEAD} text-right`}>
                      <Trans>Quantity</Trans>
                    </th>
                    <th className={`${HEAD} text-right`}>
                      <Trans>Price of one</Trans>
                    </th>
                    <th className={`${HEAD} text-right`}>
                      <Trans>Amount</Trans>
                    </th>
                    {edits && <th className={HEAD} aria-label={t({ context: 'opportunities', message: 'Change' })} />}
                  </tr>
                </thead>
                <tbody>
                  {items.map((line) => (
                    <Line key={line.id} line={line} onEdit={edits ? () => setOpen(line) : null} />
                  ))}
                </tbody>
                <tfoot>
                  <tr className="bg-surface-2 font-strong">
                    <td className="h-8 px-2 pl-4" colSpan={3}>
                      <Trans>Together</Trans>
                    </td>
                    <td className="px-2 text-right whitespace-nowrap">{sumsOf(items).map(money).join(' + ')}</td>
                  </tr>
                </tfoot>
              </table>
            </div>
          )}
          {open !== null && (
            <LineDialog opportunity={opportunity} line={open === 'new' ? null : open} onClose={() => setOpen(null)} />
          )}
        </>
      )}
    </Part>
  );
}

function Line({ line, onEdit }: { line: OpportunityLine; onEdit: (() => void) | null }) {
  const words = useProductWords()(line.product_id, line.description);
  const { t } = useLingui();
  const refresh = useRefresh();
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE('/v1/opportunity-lines/{line_id}', {
          params: { path: { line_id: line.id }, header: match(line.version) },
        }),
      ),
    onSuccess: () => {
      refresh();
      toast.done(t`Taken out: ${words}`);
    },
  });
  return (
    <tr>
      <td className={`${CELL} pl-4!`}>{words}</td>
      <td className={`${CELL} text-right whitespace-nowrap`}>
        {groupDigits(line.quantity)} <span className="text-ink-3">{line.unit && unitName(line.unit)}</span>
      </td>
      <td className={`${CELL} text-right whitespace-nowrap`}>{line.unit_price && money(line.unit_price)}</td>
      <td className={`${CELL} text-right whitespace-nowrap`}>{line.total && money(line.total)}</td>
      {onEdit && (
        <td className={`${CELL} w-16 text-right whitespace-nowrap`}>
          <IconButton icon={PenLine} size="sm" label={t`Change ${words}`} onPress={onEdit} />
          <IconButton icon={Trash2} size="sm" label={t`Take out ${words}`} onPress={() => remove.mutate()} />
        </td>
      )}
    </tr>
  );
}

interface DialogProps {
  opportunity: Opportunity;
  line: OpportunityLine | null;
  onClose: () => void;
}

function LineDialog({ opportunity, line, onClose }: DialogProps) {
  const { t } = useLingui();
  const refresh = useRefresh();
  const [product, setProduct] = useState<Choice | null>(
    line?.product_id ? { id: line.product_id, name: line.description } : null,
  );
  const [description, setDescription] = useState(line?.description ?? '');
  const [quantity, setQuantity] = useState<string | null>(line?.quantity ?? '1');
  const [unit, setUnit] = useState(line?.unit ?? '');
  const [price, setPrice] = useState<string | null>(line?.unit_price?.amount ?? null);
  const [currency, setCurrency] = useState(line?.unit_price?.currency ?? opportunity.amount?.currency ?? 'USD');
  const body = {
    product_id: product?.id ?? null,
    description: description.trim(),
    quantity: quantity ?? '',
    unit: unit.trim() || null,
    unit_price: price === null ? null : { amount: price, currency },
  };
  return (
    <FormDialog
      title={line ? <Trans>Change the line</Trans> : <Trans>Add a line</Trans>}
      size="md"
      act={line ? t`Save the line` : t`Add the line`}
      onClose={onClose}
      isReady={body.description !== '' && quantity !== null}
      shows={(pointer) => pointer === '/quantity'}
      send={() =>
        line
          ? unwrap(
              api.PATCH('/v1/opportunity-lines/{line_id}', {
                body,
                params: { path: { line_id: line.id }, header: match(line.version) },
              }),
            )
          : once(`line:${opportunity.id}`, body, (key) =>
              unwrap(
                api.POST('/v1/opportunities/{opportunity_id}/lines', {
                  body,
                  params: { path: { opportunity_id: opportunity.id }, header: headers(key) },
                }),
              ),
            )
      }
      onDone={refresh}
    >
      {({ isAsked, faultAt }) => (
        <>
          <ProductPicker
            label={t`Product`}
            value={product}
            onChange={(chosen) => {
              setProduct(chosen);
              if (!chosen) return;
              setDescription(chosen.name);
              setUnit(chosen.unit);
              if (chosen.price) {
                setPrice(chosen.price.amount);
                setCurrency(chosen.price.currency);
              }
            }}
          />
          <TextField
            label={t`What it is`}
            isRequired
            autoFocus
            value={description}
            onChange={setDescription}
            error={isAsked && body.description === '' ? t`Choose a product, or say what it is.` : undefined}
          />
          <div className="flex flex-wrap gap-2">
            <AmountField
              className="w-28"
              label={t`Quantity`}
              isRequired
              value={quantity}
              onChange={setQuantity}
              error={isAsked && quantity === null ? t`How many?` : faultAt('/quantity')}
            />
            <TextField className="w-24" label={t`Unit`} value={unit} onChange={setUnit} />
            <CurrencyField value={currency} onChange={setCurrency} />
            <AmountField className="min-w-28 flex-1" label={t`Price of one`} value={price} onChange={setPrice} />
          </div>
        </>
      )}
    </FormDialog>
  );
}
