import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap } from '@/api/client';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import type { FieldFrame } from '@/shared/ui/forms/field';
import { GradeMark } from '@/shared/ui/values/marks';
import type { Choice } from '@/shared/ui/forms/select';

const FEW = 12;

interface Props extends FieldFrame {
  value: Choice | null;
  onChange: (customer: Choice | null) => void;
  isAdding?: boolean;
  autoFocus?: boolean;
}

/** A customer, found by name, number or mail. */
export function CustomerPicker(props: Props) {
  const [typed, setTyped] = useState('');
  const found = useQuery({
    queryKey: ['customers', 'picker', typed],
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const query = { limit: FEW, ...(typed.trim().length >= 2 && { q: typed.trim() }) };
      return unwrap(api.GET('/v1/customers', { signal, params: { query } }));
    },
  });
  const choices = (found.data?.items ?? []).map((customer): Choice => ({
    id: customer.id,
    name: customer.name,
    detail: customer.city,
    mark: customer.grade && <GradeMark grade={customer.grade} />,
  }));
  return <ComboBox {...props} choices={choices} onSearch={setTyped} isLoading={found.isFetching} />;
}
