import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api';
import { title } from '@/shared/format';

/** Our products by id, withdrawn ones too. */
const productsQuery = queryOptions({
  queryKey: ['products', 'all'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(api.GET('/v1/products', { signal, params: { query: { limit: 200 } } }));
    return new Map(items.map((product) => [product.id, product]));
  },
});

/** Says words about one of our products, such as `Impeller IM-9`, with its name in the reader's language. */
export function useProductWords(): (id: string | null, words: string) => string {
  const { data } = useQuery(productsQuery);
  return (id, words) => {
    const product = id === null ? undefined : data?.get(id);
    const known = product && [product.name, product.name_zh].find((name) => name && words.includes(name));
    return product && known ? words.replace(known, title(product)) : words;
  };
}
