import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, onEvents, unwrap } from '@/api';
import { title } from '@/shared/format';

/** The catalogue of objections, in its order; those out of use too, for older records hold their codes. */
export const objectionsQuery = queryOptions({
  queryKey: ['objections'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET('/v1/objections', { signal, params: { query: { limit: 200 } } }))).items,
});

/** The objections in use with their words, and the word of any code. */
export function useObjections() {
  const all = useQuery(objectionsQuery).data ?? [];
  return {
    choices: all.filter((each) => each.active).map((each) => ({ id: each.code, name: title(each) })),
    /** A code that another program brought is shown with its words apart. */
    word: (code: string) => {
      const found = all.find((each) => each.code === code);
      return found === undefined ? code.replaceAll('_', ' ') : title(found);
    },
  };
}

onEvents({ 'objection.changed': (client) => void client.invalidateQueries({ queryKey: ['objections'] }) });
