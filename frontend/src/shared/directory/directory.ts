import { queryOptions, useQuery } from '@tanstack/react-query';
import { type User, api, unwrap } from '@/api';
import { personName, title } from '@/shared/format';

/* Who and what is named all over: read once, by id. */

const MOST_PAGES = 10;

/** All colleagues by id, those who left too: the names beside what they did. */
export const usersQuery = queryOptions({
  queryKey: ['users', 'all'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => {
    const users: User[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = { limit: 200, ...(cursor !== undefined && { cursor }) };
      // Each page begins where the one before ends.
      // oxlint-disable-next-line no-await-in-loop
      const answer = await unwrap(api.GET('/v1/users', { signal, params: { query } }));
      users.push(...answer.items);
      if (!answer.next_cursor) break;
      cursor = answer.next_cursor;
    }
    return new Map(users.map((user) => [user.id, user]));
  },
});

/** The markets by id. */
export const marketsQuery = queryOptions({
  queryKey: ['markets'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => {
    const markets = (await unwrap(api.GET('/v1/markets', { signal, params: { query: { limit: 200 } } }))).items;
    return new Map(markets.map((market) => [market.id, market]));
  },
});

/**
 * Says who somebody is in the reader's language, by id. As long as that is not known: the name that came with the
 * record, if one did, else an empty text.
 */
export function useNames(): NameOf {
  const { data } = useQuery(usersQuery);
  return (id, known) => {
    const user = id == null ? undefined : data?.get(id);
    return user ? personName(user) : (known ?? '');
  };
}

export type NameOf = (id: string | null | undefined, known?: string | null) => string;

/** The departments by id, those out of use too. */
export const departmentsQuery = queryOptions({
  queryKey: ['departments', 'all'],
  staleTime: 30 * 60_000,
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(api.GET('/v1/departments', { signal, params: { query: { limit: 100 } } }));
    return new Map(items.map((department) => [department.id, department]));
  },
});

/** Says what a department is called in the reader's language, by id; its own name as long as that is not known. */
export function useDepartmentNames(): (id: string, known: string) => string {
  const { data } = useQuery(departmentsQuery);
  return (id, known) => {
    const department = data?.get(id);
    return department ? title(department) : known;
  };
}
