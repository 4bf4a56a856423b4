import type { Order } from '@/api';
import type { Choice } from '@/shared/ui/forms/select';

/** A line of an order as the form holds it: amounts are decimal texts. */
export interface OrderLine {
  key: string;
  product: Choice | null;
  description: string;
  quantity: string | null;
  price: string | null;
  cost: string | null;
}

export const EMPTY_LINE: OrderLine = {
  key: 'first',
  product: null,
  description: '',
  quantity: '1',
  price: null,
  cost: null,
};

/** The lines that an order has. */
export const linesOf = (order: Order): OrderLine[] =>
  order.lines.map((line) => ({
    key: line.id,
    product: line.product_id ? { id: line.product_id, name: line.description } : null,
    description: line.description,
    quantity: line.quantity,
    price: line.unit_price.amount,
    cost: line.cost?.amount ?? null,
  }));

export const isFull = (line: OrderLine) =>
  line.description.trim() !== '' && line.quantity !== null && line.price !== null;

/** The lines as they are sent. */
export const sentLines = (lines: readonly OrderLine[], currency: string, withCost: boolean) =>
  lines.map(({ product, description, quantity, price, cost }) => ({
    product_id: product?.id ?? null,
    description: description.trim(),
    quantity: quantity ?? '',
    unit_price: { amount: price ?? '', currency },
    ...(withCost && { cost: cost === null ? null : { amount: cost, currency } }),
  }));

const SCALE = 4;

/** A decimal text as a whole number of ten-thousandths; null when it is none. */
function scaled(text: string): bigint | null {
  const found = /^(-?)(\d+)(?:\.(\d{1,4})\d*)?$/.exec(text);
  if (!found) return null;
  const [, sign = '', whole = '0', part = ''] = found;
  return BigInt(`${sign}${whole}${part.padEnd(SCALE, '0')}`);
}

/** What the lines amount to, to the cent, for a look before they are sent; null while there is nothing to add. */
export function sumOf(lines: readonly OrderLine[]): string | null {
  let sum = 0n;
  for (const { quantity, price } of lines) {
    const [count, each] = [scaled(quantity ?? ''), scaled(price ?? '')];
    if (count === null || each === null) return null;
    sum += count * each;
  }
  if (lines.length === 0) return null;
  const cents = (sum + 500_000n) / 1_000_000n;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}
