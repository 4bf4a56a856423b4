import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type Complaint, type ComplaintUpdate, api, once, unwrap } from '@/api';

/** What follows any change: all that shows the complaint is read anew. */
export function useRefresh(): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    for (const key of ['complaints', 'contact-records', 'preventive-actions']) {
      void client.invalidateQueries({ queryKey: [key] });
    }
  }, [client]);
}

/** The complaint's moves by their names in the contract. */
export type MoveName =
  | 'contact'
  | 'dispatch'
  | 'start_investigation'
  | 'propose'
  | 'agree'
  | 'refuse'
  | 'resolve'
  | 'confirm'
  | 'reopen'
  | 'archive'
  | 'withdraw'
  | 'reassign'
  | 'hand_over'
  | 'escalate';

const of = (id: string) => ({ path: { complaint_id: id } });

/** Makes a move; what it takes is the body's business and the server's to refuse. */
export function makeMove(complaint: Pick<Complaint, 'id' | 'version'>, move: MoveName, body: object): Promise<unknown> {
  return once(`complaint:${complaint.id}:${move}`, { ...body, version: complaint.version }, (key) =>
    unwrap(
      api.POST(`/v1/complaints/{complaint_id}/moves/${move as 'withdraw'}`, {
        // Each move has a body of its own; the dialog that calls this knows which.
        body: body as { reason: string },
        params: { ...of(complaint.id), header: { 'If-Match': `"${complaint.version}"`, 'Idempotency-Key': key } },
      }),
    ),
  );
}

/** Changes what was said; gives the complaint as it is then. */
export function changeFacts(complaint: Complaint, body: ComplaintUpdate): Promise<Complaint> {
  return unwrap(
    api.PATCH('/v1/complaints/{complaint_id}', {
      body,
      params: { ...of(complaint.id), header: { 'If-Match': `"${complaint.version}"` } },
    }),
  );
}
