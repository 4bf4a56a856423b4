import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap } from '@/api/client';
import type { Money } from '@/api/types';
import { money, title } from '@/shared/format';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import type { FieldFrame } from '@/shared/ui/forms/field';
import type { Choice } from '@/shared/ui/forms/select';

/** One of our products, with what a form takes over from it. */
export interface ProductChoice extends Choice {
  unit: string;
  price: Money | null;
}

interface Props extends FieldFrame {
  value: ProductChoice | Choice | null;
  onChange: (product: ProductChoice | null) => void;
  autoFocus?: boolean;
}

const FEW = 20;

/** One of our products, found by name or model. */
export function ProductPicker({ onChange, ...props }: Props) {
  const [typed, setTyped] = useState('');
  const found = useQuery({
    queryKey: ['products', 'picker', typed],
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const like = typed.trim() === '' ? {} : { 'name.contains': [typed.trim()] };
      const query = { active: [true], limit: FEW, ...like };
      return unwrap(api.GET('/v1/products', { signal, params: { query } }));
    },
  });
  const choices = (found.data?.items ?? []).map((product): ProductChoice => ({
    id: product.id,
    name: title(product),
    detail: product.list_price ? money(product.list_price) : product.model,
    unit: product.unit,
    price: product.list_price,
  }));
  return (
    <ComboBox<Choice>
      {...props}
      choices={choices}
      onChange={(choice) => onChange(choices.find((each) => each.id === choice?.id) ?? null)}
      onSearch={setTyped}
      isLoading={found.isFetching}
    />
  );
}
