import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { PencilLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type Customer, type Order, api, unwrap } from '@/api';
import { money, title } from '@/shared/format';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Confirm } from '@/shared/ui/overlays/dialog';
import { Day } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { lazyDialog } from '@/shared/ui/overlays/lazy-dialog';
import { toast } from '@/shared/ui/feedback/toast';
import { Cell, Frame, Nothing } from '../tabs/list-tabs';
import { Loaded } from '../part';
import { keyOf, ordersQuery, productsQuery } from '../queries';

const OrderDialog = lazyDialog(() => import('./order-dialog').then((module) => module.OrderDialog));

/** What the customer has ordered; who may write enters an order, mends one, or takes out one entered by mistake. */
export function OrdersTab({ customer, writes }: { customer: Customer; writes: boolean }) {
  const { t } = useLingui();
  const orders = useInfiniteQuery(ordersQuery(customer.id));
  const [edited, setEdited] = useState<Order | 'new' | null>(null);
  const [removed, setRemoved] = useState<Order | null>(null);
  const remove = useRemove(customer.id);
  const nameOf = useLineNames();
  return (
    <Loaded query={orders} isEmpty={() => false}>
      {() => (
        <>
          <Frame
            heads={[t`Number`, t`Ordered`, t`Delivered`, t`Lines`, { end: t`Amount` }, '']}
            onAdd={writes ? () => setEdited('new') : null}
            add={<Trans>New order</Trans>}
          >
            {orders.data?.rows.length === 0 && (
              <Nothing span={6}>
                <Trans>No order yet.</Trans>
              </Nothing>
            )}
            {orders.data?.rows.map((order) => (
              <tr key={order.id}>
                <Cell>
                  <b>{order.number}</b>{' '}
                  {order.origin === 'contract' && (
                    <Badge>
                      <Trans>of a contract</Trans>
                    </Badge>
                  )}
                </Cell>
                <Cell>
                  <Day date={order.ordered_on} />
                </Cell>
                <Cell>{order.delivered_on && <Day date={order.delivered_on} />}</Cell>
                <Cell className="text-ink-2">
                  {order.lines.map((line) => (
                    <span key={line.id} className="block">
                      {nameOf(line)} × {Number(line.quantity)}
                    </span>
                  ))}
                </Cell>
                <Cell className="text-right! whitespace-nowrap">
                  <b>{money(order.amount)}</b>
                </Cell>
                <Cell className="text-right whitespace-nowrap print:hidden">
                  {writes && order.origin === 'order' && (
                    <>
                      <IconButton
                        icon={PencilLine}
                        size="sm"
                        label={t`Change ${order.number}`}
                        onPress={() => setEdited(order)}
                      />
                      <IconButton
                        icon={Trash2}
                        size="sm"
                        label={t`Remove ${order.number}`}
                        onPress={() => setRemoved(order)}
                      />
                    </>
                  )}
                </Cell>
              </tr>
            ))}
          </Frame>
          {orders.hasNextPage && (
            <Button className="m-3 self-center" onPress={() => void orders.fetchNextPage()}>
              <Trans>Show older ones</Trans>
            </Button>
          )}
          {edited && (
            <OrderDialog customer={customer} order={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
          )}
          <Confirm
            isOpen={removed !== null}
            onClose={() => setRemoved(null)}
            title={<Trans>Remove order {removed?.number}?</Trans>}
            keep={t`Keep it`}
            act={t`Remove the order`}
            isBusy={remove.isPending}
            onAct={() =>
              removed &&
              remove.mutate(removed, {
                onSuccess: () => toast.done(t`Removed`),
                onSettled: () => setRemoved(null),
              })
            }
          >
            <Trans>For an order entered by mistake. The history keeps it.</Trans>
          </Confirm>
        </>
      )}
    </Loaded>
  );
}

/** What was ordered, by the product's own name in the reader's language where the line has kept that name. */
function useLineNames() {
  const products = useQuery(productsQuery).data;
  return ({ product_id, description }: Order['lines'][number]) => {
    const product = product_id === null ? undefined : products?.get(product_id);
    return product?.name === description ? title(product) : description;
  };
}

function useRemove(customerId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: Order) =>
      unwrap(
        api.DELETE('/v1/orders/{order_id}', {
          params: { path: { order_id: order.id }, header: { 'If-Match': `"${order.version}"` } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(customerId) }),
  });
}
