import { type UseQueryResult, useQueries } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CallTime, CustomerLine } from '@/api';
import { PAGE, callTimesQuery } from './queries';

const dataOf = (results: UseQueryResult<Map<string, CallTime>>[]) => results.map((each) => each.data);

/** Whether the customers in sight may be called now: asked for by the page that they were read with. */
export function useCallTimes(
  rows: readonly CustomerLine[],
  range: readonly [number, number] | null,
): (id: string) => CallTime | undefined {
  const [first, last] = range ?? [1, 1];
  const pages = rows.length === 0 ? [] : [...new Set([first, last].map((row) => Math.floor((row - 1) / PAGE)))];
  const found = useQueries({
    queries: pages.map((page) => callTimesQuery(rows.slice(page * PAGE, (page + 1) * PAGE).map((line) => line.id))),
    combine: dataOf,
  });
  return useCallback((id) => found.find((page) => page?.has(id))?.get(id), [found]);
}
