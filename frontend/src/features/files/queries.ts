import type { QueryClient } from '@tanstack/react-query';
import { api, listOptions, onEvents, unwrap } from '@/api';

export const FILE_KINDS = ['any', 'picture', 'document', 'sound'] as const;
/** What sort of file: pictures are shown, sounds are listened to, the rest is downloaded. */
export type FileKind = (typeof FILE_KINDS)[number];

export interface FilesChoice {
  kind: FileKind;
  q: string;
  /** Only what this person sent. */
  sender: string | null;
}

const KINDS: Record<FileKind, object> = {
  any: {},
  picture: { 'content_type.starts': ['image/'] },
  sound: { 'content_type.starts': ['audio/'] },
  document: { 'content_type.starts': ['application/', 'text/', 'message/'] },
};

/** Files of every record that one sees; of one customer over all its records where one is named. */
export const filesQuery = ({ kind, q, sender }: FilesChoice, customerId: string | null) =>
  listOptions(['files', customerId, kind, q, sender], (cursor, signal) =>
    unwrap(
      api.GET('/v1/files', {
        signal,
        params: {
          query: {
            ...KINDS[kind],
            ...(q !== '' && { 'name.contains': [q] }),
            ...(sender !== null && { uploaded_by: [sender] }),
            ...(customerId !== null && { customer_id: [customerId] }),
            sort: ['-uploaded_at'],
            limit: 50,
            ...(cursor === undefined ? { count: 'exact' } : { cursor }),
          },
        },
      }),
    ),
  );

/** Who fetched a file, the latest first. */
export const downloadsQuery = (fileId: string) =>
  listOptions(['files', 'downloads', fileId], (cursor, signal) =>
    unwrap(
      api.GET('/v1/files/{file_id}/downloads', {
        signal,
        params: {
          path: { file_id: fileId },
          query: { limit: 20, ...(cursor === undefined ? { count: 'exact' } : { cursor }) },
        },
      }),
    ),
  );

onEvents({ 'file.attached': (client: QueryClient) => void client.invalidateQueries({ queryKey: ['files'] }) });
