import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api';
import { Select } from '@/shared/ui/forms/select';

/** Currencies that have a rate, so that what is entered can be added up. */
const currenciesQuery = {
  queryKey: ['exchange-rates', 'in-force'],
  staleTime: 30 * 60_000,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    unwrap(api.GET('/v1/exchange-rates/in-force', { signal, params: { query: {} } })),
};

interface Props {
  value: string;
  onChange: (currency: string) => void;
}

/** The currency of an amount: one that a rate is known for. */
export function CurrencyField({ value, onChange }: Props) {
  const { t } = useLingui();
  const rates = useQuery(currenciesQuery);
  const base = rates.data?.base_currency;
  const codes = new Set([value, ...(base ? [base] : []), ...(rates.data?.rates.map((rate) => rate.currency) ?? [])]);
  return (
    <Select
      className="w-22 flex-none"
      label={t`Currency`}
      choices={[...codes].sort().map((code) => ({ id: code, name: code }))}
      value={value}
      onChange={onChange}
    />
  );
}
