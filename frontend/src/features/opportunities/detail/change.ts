import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

const refresh = (client: QueryClient) => client.invalidateQueries({ queryKey: ['opportunities'] });

/** What follows any change of an opportunity or its parts: all that shows it is read anew. */
export function useRefresh(): () => void {
  const client = useQueryClient();
  return useCallback(() => void refresh(client), [client]);
}

/** Headers of a write: its intent's key, and the version it was read at. */
export const headers = (key: string, version?: number) => ({
  'Idempotency-Key': key,
  ...(version !== undefined && { 'If-Match': `"${version}"` }),
});

/** The version as `If-Match` wants it. */
export const match = (version: number) => ({ 'If-Match': `"${version}"` });
