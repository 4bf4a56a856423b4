import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type Customer, type Order, api, once, unwrap } from '@/api';
import { money } from '@/shared/format';
import { useMe } from '@/shared/permissions';
import { ProductPicker } from '@/shared/pickers';
import { Button } from '@/shared/ui/actions/button';
import { DateField } from '@/shared/ui/forms/date-field';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { AmountField } from '@/shared/ui/forms/number-field';
import type { Choice } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { type OrderLine, EMPTY_LINE, isFull, linesOf, sentLines, sumOf } from './order-lines';
import { keyOf } from '../queries';

interface Props {
  customer: Customer;
  /** The order that is changed; null for a new one. */
  order: Order | null;
  onClose: () => void;
}

/** An order of the customer with its lines: entered, or changed where it was entered wrongly. */
export function OrderDialog({ customer, order, onClose }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const seesCost = !me.masked.includes('profit');
  const [number, setNumber] = useState(order?.number ?? '');
  const [orderedOn, setOrderedOn] = useState(order?.ordered_on ?? null);
  const [deliveredOn, setDeliveredOn] = useState(order?.delivered_on ?? null);
  const [currency, setCurrency] = useState(order?.amount.currency ?? customer.expected_annual_sales?.currency ?? 'USD');
  const [note, setNote] = useState(order?.note ?? '');
  const [lines, setLines] = useState<OrderLine[]>(order ? linesOf(order) : [EMPTY_LINE]);
  const put = (at: number, part: Partial<OrderLine>) =>
    setLines(lines.map((line, index) => (index === at ? { ...line, ...part } : line)));
  // Costs that are hidden would be lost with lines sent anew: then only the rest may be changed.
  const keepsLines = order !== null && !seesCost;
  const full = lines.filter(isFull);
  const sum = sumOf(full);
  return (
    <FormDialog
      size="lg"
      title={order ? <Trans>Order {order.number}</Trans> : <Trans>New order of {customer.name}</Trans>}
      act={order ? t`Save the order` : t`Enter the order`}
      footnote={
        sum === null ? undefined : (
          <Trans>
            Amount <b>{money({ amount: sum, currency })}</b>
          </Trans>
        )
      }
      onClose={onClose}
      isReady={
        number.trim() !== '' && orderedOn !== null && (keepsLines || (full.length > 0 && full.length === lines.length))
      }
      send={async () => {
        const rest = { ordered_on: orderedOn ?? '', delivered_on: deliveredOn, note: note.trim() || null };
        if (order) {
          await unwrap(
            api.PATCH('/v1/orders/{order_id}', {
              body: { ...rest, ...(!keepsLines && { lines: sentLines(lines, currency, seesCost) }) },
              params: { path: { order_id: order.id }, header: { 'If-Match': `"${order.version}"` } },
            }),
          );
        } else {
          const body = { ...rest, number: number.trim(), lines: sentLines(lines, currency, seesCost) };
          await once(`order:${customer.id}`, body, (key) =>
            unwrap(
              api.POST('/v1/customers/{customer_id}/orders', {
                body,
                params: { path: { customer_id: customer.id }, header: { 'Idempotency-Key': key } },
              }),
            ),
          );
        }
        await client.invalidateQueries({ queryKey: keyOf(customer.id) });
      }}
      shows={(pointer) => SHOWN.test(pointer)}
    >
      {({ isAsked, faultAt }) => (
        <>
          <div className="grid grid-cols-4 gap-3 max-tablet:grid-cols-2">
            <TextField
              label={t`Number`}
              isRequired
              isDisabled={order !== null}
              autoFocus={order === null}
              value={number}
              onChange={setNumber}
              error={faultAt('/number') ?? (isAsked && number.trim() === '' ? t`Cannot be left empty.` : undefined)}
            />
            <DateField
              label={t`Ordered`}
              isRequired
              value={orderedOn}
              onChange={setOrderedOn}
              error={faultAt('/ordered_on') ?? (isAsked && orderedOn === null ? t`Cannot be left empty.` : undefined)}
            />
            <DateField
              label={t`Delivered`}
              value={deliveredOn}
              onChange={setDeliveredOn}
              error={faultAt('/delivered_on')}
            />
            <TextField
              label={t`Currency`}
              isRequired
              isDisabled={order !== null}
              maxLength={3}
              value={currency}
              onChange={(code) => setCurrency(code.toUpperCase())}
              error={faultAt('/currency')}
            />
          </div>
          {keepsLines ? (
            <p className="text-ink-3">
              <Trans>Costs are hidden from you, so the lines stay as they are.</Trans>
            </p>
          ) : (
            <fieldset className="flex flex-col gap-2">
              <legend className="mb-1 text-xs text-ink-3">
                <Trans>Lines</Trans>
              </legend>
              {lines.map((line, at) => (
                <div key={line.key} className="flex flex-wrap items-end gap-2">
                  <ProductPicker
                    className="min-w-40 flex-1"
                    label={t`Product`}
                    value={line.product}
                    onChange={(product) =>
                      put(at, {
                        product: product && ({ id: product.id, name: product.name } satisfies Choice),
                        ...(product && line.description === '' && { description: product.name }),
                        ...(product?.price &&
                          product.price.currency === currency &&
                          line.price === null && { price: product.price.amount }),
                      })
                    }
                    error={faultAt(`/lines/${at}/product_id`)}
                  />
                  <TextField
                    className="min-w-40 flex-1"
                    label={t`What was ordered`}
                    isRequired
                    value={line.description}
                    onChange={(description) => put(at, { description })}
                    error={
                      faultAt(`/lines/${at}/description`) ??
                      (isAsked && line.description.trim() === '' ? t`Cannot be left empty.` : undefined)
                    }
                  />
                  <AmountField
                    className="w-22"
                    label={t`Quantity`}
                    value={line.quantity}
                    onChange={(quantity) => put(at, { quantity })}
                    error={
                      faultAt(`/lines/${at}/quantity`) ??
                      (isAsked && line.quantity === null ? t`Cannot be left empty.` : undefined)
                    }
                  />
                  <AmountField
                    className="w-34"
                    label={t`Price of one`}
                    currency={currency}
                    value={line.price}
                    onChange={(price) => put(at, { price })}
                    error={
                      faultAt(`/lines/${at}/unit_price`) ??
                      faultAt(`/lines/${at}/unit_price/amount`) ??
                      (isAsked && line.price === null ? t`Cannot be left empty.` : undefined)
                    }
                  />
                  {seesCost && (
                    <AmountField
                      className="w-28"
                      label={t`Our cost`}
                      value={line.cost}
                      onChange={(cost) => put(at, { cost })}
                      error={faultAt(`/lines/${at}/cost`) ?? faultAt(`/lines/${at}/cost/amount`)}
                    />
                  )}
                  {lines.length > 1 && (
                    <IconButton
                      icon={Trash2}
                      label={t`Take line ${at + 1} out`}
                      onPress={() => setLines(lines.filter((_, index) => index !== at))}
                    />
                  )}
                </div>
              ))}
              <Button
                size="sm"
                variant="ghost"
                icon={Plus}
                className="self-start"
                onPress={() => setLines([...lines, { ...EMPTY_LINE, key: crypto.randomUUID() }])}
              >
                <Trans>Another line</Trans>
              </Button>
            </fieldset>
          )}
          <TextField label={t`Note`} value={note} onChange={setNote} error={faultAt('/note')} />
        </>
      )}
    </FormDialog>
  );
}

const SHOWN =
  /^\/(number|ordered_on|delivered_on|currency|note|lines\/\d+\/(product_id|description|quantity|(unit_price|cost)(\/amount)?))$/;
