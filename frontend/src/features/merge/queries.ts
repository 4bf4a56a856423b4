import { type QueryClient, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type DuplicatePair, type MergePreview, type MergeSide, api, listOptions, onEvents, once, unwrap } from '@/api';

export const pairsQuery = listOptions(['duplicate-pairs', 'open'], (cursor, signal) =>
  unwrap(
    api.GET('/v1/duplicate-pairs', {
      signal,
      params: {
        query: { state: ['open'], limit: 50, ...(cursor === undefined ? { count: 'exact' as const } : { cursor }) },
      },
    }),
  ),
);

export const pairQuery = (id: string) =>
  queryOptions({
    queryKey: ['duplicate-pairs', 'one', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/duplicate-pairs/{pair_id}', { signal, params: { path: { pair_id: id } } })),
  });

/** Merges of the last days, the newest first: those that can still be undone among them. */
export const mergesQuery = listOptions(['customer-merges'], (cursor, signal) =>
  unwrap(
    api.GET('/v1/customer-merges', {
      signal,
      params: { query: { limit: 50, ...(cursor !== undefined && { cursor }) } },
    }),
  ),
);

export type Sides = Readonly<Record<string, MergeSide>>;

/** What a merge would do with these choices. */
export const previewQuery = (own: string, other: string, fields: Sides) =>
  queryOptions({
    queryKey: ['merge-preview', own, other, fields],
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.POST('/v1/customers/{customer_id}/merge/preview', {
          signal,
          body: { other_id: other, fields },
          params: { path: { customer_id: own } },
        }),
      ),
  });

const KEYS = ['duplicate-pairs', 'customer-merges', 'customers'];
const again = (client: QueryClient) => {
  for (const key of KEYS) void client.invalidateQueries({ queryKey: [key] });
};

/** What was compared is no longer as it was shown. After a merge nobody asks this: one of the two is gone. */
const compareAgain = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['merge-preview'] });

export function useMerge() {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [409, 412, 422] },
    mutationFn: ({ preview, fields, reason }: { preview: MergePreview; fields: Sides; reason: string }) => {
      const body = { other_id: preview.other_id, other_version: preview.other_version, fields, reason };
      return once(`merge:${preview.customer_id}`, body, (key) =>
        unwrap(
          api.POST('/v1/customers/{customer_id}/merge', {
            body,
            params: {
              path: { customer_id: preview.customer_id },
              header: { 'If-Match': `"${preview.version}"`, 'Idempotency-Key': key },
            },
          }),
        ),
      );
    },
    onError: () => compareAgain(client),
    onSettled: () => again(client),
  });
}

export function useUndo() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      once(`unmerge:${id}`, {}, (key) =>
        unwrap(
          api.POST('/v1/customer-merges/{merge_id}/undo', {
            params: { path: { merge_id: id }, header: { 'Idempotency-Key': key } },
          }),
        ),
      ),
    onSettled: () => again(client),
  });
}

/** Decides that a pair is two companies, or asks again after all. */
export function useDismiss() {
  const client = useQueryClient();
  const header = (pair: DuplicatePair, key: string) => ({ 'If-Match': `"${pair.version}"`, 'Idempotency-Key': key });
  const dismiss = useMutation({
    meta: { handles: [422] },
    mutationFn: ({ pair, reason }: { pair: DuplicatePair; reason: string }) =>
      once(`dismiss:${pair.id}`, reason, (key) =>
        unwrap(
          api.POST('/v1/duplicate-pairs/{pair_id}/moves/dismiss', {
            body: { reason },
            params: { path: { pair_id: pair.id }, header: header(pair, key) },
          }),
        ),
      ),
    onSettled: () => again(client),
  });
  const reopen = useMutation({
    mutationFn: (pair: DuplicatePair) =>
      once(`reopen:${pair.id}`, pair.version, (key) =>
        unwrap(
          api.POST('/v1/duplicate-pairs/{pair_id}/moves/reopen', {
            params: { path: { pair_id: pair.id }, header: header(pair, key) },
          }),
        ),
      ),
    onSettled: () => again(client),
  });
  return { dismiss, reopen };
}

onEvents({ 'customer.merged': again, 'customer.unmerged': again });
