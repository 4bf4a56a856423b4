import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Customer, type CustomerLine, type CustomerUpdate, api, isApiError, merge, unwrap } from '@/api';
import { toast } from '@/shared/ui/feedback/toast';
import { patchLine } from '../queries';

/** What can be changed in a line. */
export type LineChange = Pick<CustomerUpdate, 'intent_level' | 'city' | 'industry' | 'short_name'>;
export type LineField = keyof LineChange;

/** Somebody was faster: both versions, for ConflictDialog. */
export interface LineConflict {
  line: CustomerLine;
  theirs: Customer;
  mine: LineChange;
  fields: LineField[];
}

export interface LineEdit {
  /** Shows the change at once and sends it; true once the server has it. */
  save: (line: CustomerLine, change: LineChange) => Promise<boolean>;
  conflict: LineConflict | null;
  /** Sends mine over theirs, or leaves theirs. */
  resolve: (takesMine: boolean) => Promise<void>;
}

const lineOf = (record: Customer): Partial<CustomerLine> =>
  Object.fromEntries(
    ['version', 'intent_level', 'city', 'industry', 'short_name', 'completeness', 'zone', 'updated_at'].map((name) => [
      name,
      record[name as keyof Customer],
    ]),
  );

/** Editing a cell of the list: optimistic, guarded by the line's version. `said` is the sentence of the undo. */
export function useLineEdit(said: (line: CustomerLine) => string): LineEdit {
  const client = useQueryClient();
  const [conflict, setConflict] = useState<LineConflict | null>(null);
  const patch = useMutation({
    meta: { handles: [412] },
    mutationFn: ({ id, version, change }: { id: string; version: number; change: LineChange }) =>
      unwrap(
        api.PATCH('/v1/customers/{customer_id}', {
          params: { path: { customer_id: id }, header: { 'If-Match': `"${version}"` } },
          body: change,
        }),
      ),
  });

  async function send(line: CustomerLine, change: LineChange): Promise<Customer | null> {
    patchLine(client, line.id, (now) => ({ ...now, ...(change as Partial<CustomerLine>) }));
    try {
      const saved = await patch.mutateAsync({ id: line.id, version: line.version, change });
      patchLine(client, line.id, (now) => ({ ...now, ...lineOf(saved) }));
      return saved;
    } catch (error) {
      patchLine(client, line.id, () => line);
      if (!isApiError(error) || error.status !== 412) return null;
      return await reconcile(line, change);
    }
  }

  async function reconcile(line: CustomerLine, mine: LineChange): Promise<Customer | null> {
    const theirs = await unwrap(api.GET('/v1/customers/{customer_id}', { params: { path: { customer_id: line.id } } }));
    patchLine(client, line.id, (now) => ({ ...now, ...lineOf(theirs) }));
    const found = merge<LineChange>(line, theirs, mine);
    const fresh = { ...line, ...lineOf(theirs) };
    if (found.conflicts.length > 0) {
      setConflict({ line: fresh, theirs, mine, fields: found.conflicts });
      return null;
    }
    return Object.keys(found.clean).length === 0 ? theirs : await send(fresh, found.clean);
  }

  async function save(line: CustomerLine, change: LineChange): Promise<boolean> {
    const names = Object.keys(change) as LineField[];
    if (names.every((name) => change[name] === line[name])) return false;
    const before = Object.fromEntries(names.map((name) => [name, line[name]])) as LineChange;
    const saved = await send(line, change);
    if (saved) toast.done(said(line), () => void send({ ...line, ...lineOf(saved) }, before));
    return saved !== null;
  }

  return {
    save,
    conflict,
    resolve: async (takesMine) => {
      setConflict(null);
      if (takesMine && conflict) await save(conflict.line, conflict.mine);
    },
  };
}
