import { type ItemResult, api, once, unwrap } from '@/api';
import type { BulkItem } from './changes';
import { pieces } from './collect';

type Progress = (done: number) => void;

/** Sends changes piece by piece; what each came to, numbered over all of them. */
export async function sendChanges(items: readonly BulkItem[], onDone: Progress): Promise<ItemResult[]> {
  const results: ItemResult[] = [];
  for (const piece of pieces(items)) {
    const from = results.length;
    const body = { items: piece };
    // One after another: the server works through each by itself.
    // oxlint-disable-next-line no-await-in-loop
    const answer = await once(`bulk-edit:${from}`, body, (key) =>
      unwrap(api.POST('/v1/customers/bulk', { body, params: { header: { 'Idempotency-Key': key } } })),
    );
    results.push(...answer.results.map((result) => ({ ...result, index: result.index + from })));
    onDone(results.length);
  }
  return results;
}

interface Handover {
  to_user_id: string;
  note: string;
  keep_access: boolean;
}

/** Hands customers over piece by piece; what each came to. */
export async function sendHandover(
  ids: readonly string[],
  handover: Handover,
  onDone: Progress,
): Promise<ItemResult[]> {
  const results: ItemResult[] = [];
  for (const piece of pieces(ids)) {
    const from = results.length;
    const body = { ...handover, customer_ids: piece };
    // oxlint-disable-next-line no-await-in-loop
    const answer = await once(`bulk-transfer:${from}`, body, (key) =>
      unwrap(api.POST('/v1/customers/transfers', { body, params: { header: { 'Idempotency-Key': key } } })),
    );
    results.push(...answer.results.map((result) => ({ ...result, index: result.index + from })));
    onDone(results.length);
  }
  return results;
}
