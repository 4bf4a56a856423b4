import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type ScriptContent,
  type ScriptVersion,
  type Tagged,
  api,
  listOptions,
  once,
  onEvents,
  unwrap,
  unwrapTagged,
} from '@/api';

export const scriptsQuery = listOptions(['scripts', 'list'], (cursor, signal) =>
  unwrap(
    api.GET('/v1/scripts', {
      signal,
      params: { query: { limit: 50, ...(cursor ? { cursor } : { count: 'exact' as const }) } },
    }),
  ),
);

export const scriptQuery = (id: string) =>
  queryOptions({
    queryKey: ['scripts', 'one', id],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET('/v1/scripts/{script_id}', { signal, params: { path: { script_id: id } } })),
  });

export const versionQuery = (id: string) =>
  queryOptions({
    queryKey: ['scripts', 'version', id],
    queryFn: ({ signal }) =>
      unwrapTagged(api.GET('/v1/script-versions/{version_id}', { signal, params: { path: { version_id: id } } })),
  });

export const adaptationsQuery = (version: string) =>
  queryOptions({
    queryKey: ['scripts', 'adaptations', version],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/script-versions/{version_id}/adaptations', { signal, params: { path: { version_id: version } } }),
      ),
  });

export interface EffectOf {
  since: string | null;
  authorId: string | null;
  versionId: string | null;
  againstId: string | null;
}

export const effectQuery = (id: string, of: EffectOf) =>
  queryOptions({
    queryKey: ['scripts', 'effect', id, of],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/v1/scripts/{script_id}/effect', {
          signal,
          params: {
            path: { script_id: id },
            query: { since: of.since, author_id: of.authorId, version_id: of.versionId, against_id: of.againstId },
          },
        }),
      ),
  });

/** Views of customers that everybody sees: what a script may be for. */
export const segmentsQuery = queryOptions({
  queryKey: ['saved-views', 'shared'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => {
    const query = { sharing: ['company' as const], list_name: ['customers' as const], limit: 100 };
    return (await unwrap(api.GET('/v1/saved-views', { signal, params: { query } }))).items;
  },
});

/** Writes a draft; what it lacks comes back with it. */
export function useWrite(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (change: { content?: ScriptContent; note?: string | null }) => {
      const etag = client.getQueryData<Tagged<ScriptVersion>>(versionQuery(id).queryKey)?.etag ?? '';
      return unwrapTagged(
        api.PATCH('/v1/script-versions/{version_id}', {
          body: change,
          params: { path: { version_id: id }, header: { 'If-Match': etag } },
        }),
      );
    },
    onSuccess: (written) => client.setQueryData(versionQuery(id).queryKey, written),
    onError: () => client.invalidateQueries({ queryKey: versionQuery(id).queryKey }),
  });
}

export type Move = 'submit' | 'withdraw' | 'return' | 'approve' | 'discard' | 'retire';

/** Makes a move of a version. */
export async function moveVersion(version: Tagged<ScriptVersion>, move: Move, reason: string | null) {
  const body = reason === null ? {} : { reason };
  return once(`script-version:${version.data.id}:${move}:${version.data.version}`, body, (key) =>
    unwrap(
      api.POST(`/v1/script-versions/{version_id}/moves/${move}` as '/v1/script-versions/{version_id}/moves/retire', {
        body: body as { reason: string },
        params: {
          path: { version_id: version.data.id },
          header: { 'If-Match': version.etag, 'Idempotency-Key': key },
        },
      }),
    ),
  );
}

/** Drops one's own wording of a version: the template is spoken again. */
export function useDropWording(versionId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE('/v1/script-versions/{version_id}/adaptation', { params: { path: { version_id: versionId } } }),
      ),
    onSuccess: () => again(client),
  });
}

/** Begins the next version. */
export function useBegin(scriptId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      once(`script:${scriptId}:version`, {}, (key) =>
        unwrap(
          api.POST('/v1/scripts/{script_id}/versions', {
            body: {},
            params: { path: { script_id: scriptId }, header: { 'Idempotency-Key': key } },
          }),
        ),
      ),
    onSuccess: () => again(client),
  });
}

export const again = (client: QueryClient) => client.invalidateQueries({ queryKey: ['scripts'] });
onEvents({
  'script.changed': (client) => void again(client),
  'script_version.moved': (client) => void again(client),
  'script_version.changed': (client) =>
    void client.invalidateQueries({ queryKey: ['scripts'], predicate: ({ queryKey }) => queryKey[1] !== 'version' }),
});
