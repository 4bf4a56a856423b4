import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type Import,
  type ImportKind,
  type ImportMapping,
  type ImportState,
  type RowScreening,
  type RowState,
  api,
  listOptions,
  onEvents,
  once,
  unwrap,
} from '@/api';

const of = (id: string) => ({ path: { import_id: id } });
/** Imports whose rows are being read or written are asked again: events go to who sent the file only. */
const SOON_MS = 1500;
export const isAtWork = (whole: Pick<Import, 'state'>) => whole.state === 'mapped' || whole.state === 'running';

/** How the list of imports is narrowed. */
export interface ImportsChoice {
  mine: boolean;
  kind: ImportKind | null;
  state: ImportState | null;
  screening: boolean;
}

export const importsQuery = (choice: ImportsChoice, me: string) =>
  listOptions(['imports', 'list', choice, me], (cursor, signal) =>
    unwrap(
      api.GET('/v1/imports', {
        signal,
        params: {
          query: {
            limit: 50,
            ...(choice.mine && { created_by: [me] }),
            ...(choice.kind && { kind: [choice.kind] }),
            ...(choice.state && { state: [choice.state] }),
            ...(choice.screening && { 'count_screening.gt': 0, state: ['finished' as const] }),
            ...(cursor === undefined ? { count: 'exact' as const } : { cursor }),
          },
        },
      }),
    ),
  );

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/v1/imports/{import_id}', { signal, params: of(id) })),
    refetchInterval: ({ state: { data } }) => (data && isAtWork(data) ? SOON_MS : false),
  });

/** Everything a column can go to, in the reader's language. */
export const fieldsQuery = (kind: ImportKind, language: string) =>
  queryOptions({
    queryKey: ['imports', 'fields', kind, language],
    staleTime: 30 * 60_000,
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/v1/imports/fields', { signal, params: { query: { kind } } }))).items,
  });

/** Rows in one state, or all of them; `version` tells those of before a check from those after it. */
export const rowsQuery = (id: string, state: RowState | null, version: string) =>
  listOptions(['imports', 'rows', id, state, version], (cursor, signal) =>
    unwrap(
      api.GET('/v1/imports/{import_id}/rows', {
        signal,
        params: {
          ...of(id),
          query: {
            limit: 100,
            ...(state && { state: [state] }),
            ...(cursor === undefined ? { count: 'exact' as const } : { cursor }),
          },
        },
      }),
    ),
  );

/** How a file is to be read where it was recognised wrongly; texts as they are typed, empty for what is recognised. */
export interface Reading {
  encoding: string;
  delimiter: string;
  sheet: string;
  header_row: string;
}

export interface Upload extends Reading {
  file: File;
  kind: ImportKind;
  /** The import that reads the same file otherwise: given up once this one is there. */
  instead?: Import | null;
}

/** Files of this visit by the import they became, so that another way to read one does not ask for it again. */
const sent = new Map<string, File>();
export const fileOf = (id: string) => sent.get(id) ?? null;

export function useUpload() {
  const client = useQueryClient();
  const cancel = useImportMove();
  return useMutation({
    meta: { handles: [400, 413, 415, 422] },
    mutationFn: async ({ file, kind, instead, ...reading }: Upload) => {
      const form = new FormData();
      form.append('file', file);
      form.append('kind', kind);
      for (const [name, value] of Object.entries(reading)) if (value !== '') form.append(name, value);
      const intent = { name: file.name, size: file.size, at: file.lastModified, kind, ...reading };
      const whole = await once(`import:${file.name}`, intent, (key) =>
        unwrap(
          api.POST('/v1/imports', {
            body: { file: '' },
            bodySerializer: () => form,
            params: { header: { 'Idempotency-Key': key } },
          }),
        ),
      );
      sent.set(whole.id, file);
      if (instead?.allowed_moves.includes('cancel')) await cancel.mutateAsync({ whole: instead, move: 'cancel' });
      return whole;
    },
    onSuccess: (whole) => {
      client.setQueryData(importQuery(whole.id).queryKey, whole);
      void client.invalidateQueries({ queryKey: ['imports', 'list'] });
    },
  });
}

/** Decides what each column is, and has every row checked. */
export function useMapping(whole: Import) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [409, 412, 422] },
    mutationFn: (mapping: ImportMapping) =>
      unwrap(
        api.PUT('/v1/imports/{import_id}/mapping', {
          body: mapping,
          params: { ...of(whole.id), header: { 'If-Match': `"${whole.version}"` } },
        }),
      ),
    onSuccess: (after) => client.setQueryData(importQuery(whole.id).queryKey, after),
    onError: () => again(client),
  });
}

export type ImportMoveName = 'start' | 'cancel' | 'resume';

export function useImportMove() {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [409, 412] },
    mutationFn: ({ whole, move }: { whole: Import; move: ImportMoveName }) =>
      once(`import:${whole.id}:${move}`, whole.version, (key) =>
        unwrap(
          api.POST(`/v1/imports/{import_id}/moves/${move}`, {
            body: {},
            params: { ...of(whole.id), header: { 'If-Match': `"${whole.version}"`, 'Idempotency-Key': key } },
          }),
        ),
      ),
    onSettled: () => again(client),
  });
}

/** Decides on rows that wait; each decision stands or falls alone. */
export function useScreening(id: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [409, 422] },
    mutationFn: async (decisions: readonly RowScreening[]) => {
      const body = { decisions: [...decisions] };
      const answer = await once(`screening:${id}`, body, (key) =>
        unwrap(
          api.POST('/v1/imports/{import_id}/screening', {
            body,
            params: { ...of(id), header: { 'Idempotency-Key': key } },
          }),
        ),
      );
      return answer.results;
    },
    onSuccess: () => void client.invalidateQueries({ queryKey: ['customers'] }),
    onSettled: () => again(client),
  });
}

const again = (client: QueryClient) => void client.invalidateQueries({ queryKey: ['imports'] });
onEvents({
  'import.checked': again,
  'import.batch_done': again,
  'import.finished': again,
  'import.cancelled': again,
  'import.failed': again,
});
