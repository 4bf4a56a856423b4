import { type UseQueryResult, useQueries } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CallTime, CustomerLine } from '@/api';
import { PAGE, callTimesQuery } from './queries';

interface CallTimes {
  of: (id: string) => CallTime | undefined;
  isError: boolean;
  refetch: () => void;
}

const together = (results: UseQueryResult<Map<string, CallTime>>[]) => ({
  pages: results.map((each) => each.data),
  isError: results.some((each) => each.isError),
  refetch: () => results.filter((each) => each.isError).forEach((each) => void each.refetch()),
});

/** Whether the customers in sight may be called now: asked for by the page that they were read with. */
export function useCallTimes(rows: readonly CustomerLine[], range: readonly [number, number] | null): CallTimes {
  const [first, last] = range ?? [1, 1];
  const pages = rows.length === 0 ? [] : [...new Set([first, last].map((row) => Math.floor((row - 1) / PAGE)))];
  const {
    pages: found,
    isError,
    refetch,
  } = useQueries({
    queries: pages.map((page) => callTimesQuery(rows.slice(page * PAGE, (page + 1) * PAGE).map((line) => line.id))),
    combine: together,
  });
  const of = useCallback((id: string) => found.find((page) => page?.has(id))?.get(id), [found]);
  return { of, isError, refetch };
}
