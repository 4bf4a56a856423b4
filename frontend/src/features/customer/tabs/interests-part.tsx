import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ProductInterest } from '@/api';
import { langOf, title } from '@/shared/format';
import { Day } from '@/shared/ui/values/figures';
import { Acts, Cell, Frame, Nothing, type TabProps } from './list-tabs';
import { Loaded } from '../part';
import { interestsQuery, productsQuery } from '../queries';

/** Which of our products the customer is interested in, and what was said about them. */
export function InterestsPart({ customer, onAdd, onEdit, onRemove }: TabProps<ProductInterest>) {
  const { t } = useLingui();
  const interests = useQuery(interestsQuery(customer.id));
  const products = useQuery(productsQuery).data;
  return (
    <Loaded query={interests}>
      {({ items }) => (
        <Frame
          heads={[t`Product of interest`, t`What was said about it`, t`Since`, '']}
          onAdd={onAdd}
          add={<Trans>New product of interest</Trans>}
        >
          {items.length === 0 && (
            <Nothing span={4}>
              <Trans>No product of interest is known yet.</Trans>
            </Nothing>
          )}
          {items.map((interest) => {
            const product = products?.get(interest.product_id);
            const name = product ? title(product) : '';
            return (
              <tr key={interest.id}>
                <Cell>
                  <b>{name}</b> <span className="text-ink-3">{product?.code}</span>
                </Cell>
                <Cell>{interest.note && <span lang={langOf(interest.note)}>{interest.note}</span>}</Cell>
                <Cell>
                  <Day date={interest.created_at.slice(0, 10)} />
                </Cell>
                <Cell>
                  <Acts row={interest} name={name} onEdit={onEdit} onRemove={onRemove ?? null} />
                </Cell>
              </tr>
            );
          })}
        </Frame>
      )}
    </Loaded>
  );
}
