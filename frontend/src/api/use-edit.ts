import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Tagged } from './client';
import { type Merge, merge } from './merge';
import { isApiError } from './problem';

export interface EditConflict<T> extends Merge<T> {
  theirs: T;
  mine: Partial<T>;
}

export interface EditOptions<T extends object> {
  /** The key of the detail query, which holds the record with its ETag. */
  queryKey: QueryKey;
  read: () => Promise<Tagged<T>>;
  write: (change: Partial<T>, etag: string) => Promise<Tagged<T>>;
}

export interface Edit<T extends object> {
  /** Shows the change at once and sends it; takes it back when the server refuses. Throws what it refused with, but for 412. */
  save: (change: Partial<T>) => Promise<void>;
  isSaving: boolean;
  /** Somebody was faster and both changed the same fields: for ConflictDialog. */
  conflict: EditConflict<T> | null;
  /** Sends the changes that are mine after the choice; fields left to them are dropped. */
  resolve: (keep: readonly (keyof T & string)[]) => Promise<void>;
  /** Leaves their version as it is. */
  giveUp: () => void;
}

/** Editing a versioned record: optimistic, guarded by If-Match, with a merge when somebody was faster. */
export function useEdit<T extends object>({ queryKey, read, write }: EditOptions<T>): Edit<T> {
  const client = useQueryClient();
  const [conflict, setConflict] = useState<EditConflict<T> | null>(null);
  const cached = () => client.getQueryData<Tagged<T>>(queryKey);

  const mutation = useMutation({
    meta: { handles: [409, 412, 422] },
    mutationFn: async (change: Partial<T>) => {
      const base = cached() ?? (await read());
      await client.cancelQueries({ queryKey });
      client.setQueryData<Tagged<T>>(queryKey, { data: { ...base.data, ...change }, etag: base.etag });
      try {
        client.setQueryData(queryKey, await write(change, base.etag));
      } catch (error) {
        client.setQueryData(queryKey, base);
        if (!isApiError(error) || error.status !== 412) throw error;
        await reconcile(base.data, change);
      }
    },
  });

  async function reconcile(base: T, mine: Partial<T>): Promise<void> {
    const theirs = await read();
    client.setQueryData(queryKey, theirs);
    const found = merge(base, theirs.data, mine);
    if (found.conflicts.length > 0) return setConflict({ ...found, theirs: theirs.data, mine });
    if (Object.keys(found.clean).length > 0) client.setQueryData(queryKey, await write(found.clean, theirs.etag));
  }

  return {
    save: mutation.mutateAsync,
    isSaving: mutation.isPending,
    conflict,
    giveUp: () => setConflict(null),
    resolve: async (keep) => {
      if (!conflict) return;
      const kept = Object.fromEntries(keep.map((field) => [field, conflict.mine[field]])) as Partial<T>;
      setConflict(null);
      const change = { ...conflict.clean, ...kept };
      if (Object.keys(change).length > 0) await mutation.mutateAsync(change);
    },
  };
}
