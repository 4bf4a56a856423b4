import { type QueryKey, infiniteQueryOptions } from '@tanstack/react-query';

/** A page of a keyset list. */
export interface Page<Row> {
  items: Row[];
  next_cursor?: string | null;
  total?: number | null;
  total_is_estimate?: boolean | null;
}

/** Rows loaded so far, and how many there are in all. */
export interface Rows<Row> {
  rows: Row[];
  total: number | null;
  isEstimate: boolean;
}

/**
 * Options for `useInfiniteQuery` of a keyset list. `read` gets the cursor, undefined for the first page.
 * `data` is what DataTable wants: all rows in order, and the total that the first page told.
 */
export function listOptions<Row>(
  queryKey: QueryKey,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>,
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<Row>) => page.next_cursor ?? undefined,
    select: ({ pages }): Rows<Row> => ({
      rows: pages.flatMap((page) => page.items),
      total: pages[0]?.total ?? null,
      isEstimate: pages[0]?.total_is_estimate ?? false,
    }),
  });
}
