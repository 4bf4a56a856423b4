import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type Export, type ExportState, api, listOptions, onEvents, once, unwrap } from '@/api';

const of = (id: string) => ({ path: { export_id: id } });

export interface ExportsChoice {
  mine: boolean;
  state: ExportState | null;
}

export const exportsQuery = ({ mine, state }: ExportsChoice, me: string) =>
  listOptions(['exports', 'list', mine, state, me], (cursor, signal) =>
    unwrap(
      api.GET('/v1/exports', {
        signal,
        params: {
          query: {
            limit: 50,
            ...(mine && { requested_by: [me] }),
            ...(state && { state: [state] }),
            ...(cursor === undefined ? { count: 'exact' as const } : { cursor }),
          },
        },
      }),
    ),
  );

/** One export, read again until its file is there. */
export const exportQuery = (id: string) =>
  queryOptions<Export>({
    queryKey: ['exports', 'one', id],
    refetchInterval: ({ state }) => (state.data?.state === 'approved' ? 1500 : false),
    queryFn: ({ signal }) => unwrap(api.GET('/v1/exports/{export_id}', { signal, params: of(id) })),
  });

/** Who fetched the file, and when. */
export const downloadsQuery = (id: string) =>
  queryOptions({
    queryKey: ['exports', 'downloads', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/exports/{export_id}/downloads', { signal, params: { ...of(id), query: { limit: 50 } } })),
  });

/** What may still be taken out without an approval. */
export const allowanceQuery = queryOptions({
  queryKey: ['exports', 'allowance'],
  queryFn: ({ signal }) => unwrap(api.GET('/v1/exports/allowance', { signal })),
});

/** The headings of columns by their keys, in the reader's language. */
export const columnsQuery = (language: string) =>
  queryOptions({
    queryKey: ['exports', 'headings', language],
    staleTime: 30 * 60_000,
    queryFn: async ({ signal }) => {
      const { items } = await unwrap(api.GET('/v1/exports/columns', { signal }));
      return new Map(items.map((column) => [column.key, column.label]));
    },
  });

export type ExportMove = 'approve' | 'deny';

export function useExportMove() {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [403, 409, 412, 422] },
    mutationFn: ({ order, move, reason }: { order: Export; move: ExportMove; reason: string | null }) => {
      const body = { ...(reason && { reason }) };
      return once(`export:${order.id}:${move}`, { ...body, version: order.version }, (key) =>
        unwrap(
          api.POST(`/v1/exports/{export_id}/moves/${move}`, {
            body: body as { reason: string },
            params: { ...of(order.id), header: { 'If-Match': `"${order.version}"`, 'Idempotency-Key': key } },
          }),
        ),
      );
    },
    onSettled: () => again(client),
  });
}

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['exports'] });
onEvents({ 'export.requested': again, 'export.moved': again, 'export.produced': again });
