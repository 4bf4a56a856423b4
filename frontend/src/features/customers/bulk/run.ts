import { type CustomerLine, type ItemResult, type PlannedContactAdd, api, once, unwrap } from '@/api';
import { faultText } from '@/shared/ui/forms/fault-text';
import type { BulkItem } from './changes';
import { pieces } from './collect';
import type { Failure } from './failures';

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

/** What is planned with each, but with whom. */
export type ContactToPlan = Omit<PlannedContactAdd, 'customer_id' | 'reason'>;

/** Plans the same contact with all lines of a plan, piece by piece; those that were refused, and why. */
export async function sendPlanned(
  plan: string,
  lines: readonly CustomerLine[],
  contact: ContactToPlan,
  onDone: Progress,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  let done = 0;
  for (const piece of pieces(lines)) {
    const body = { items: piece.map(({ id }) => ({ ...contact, customer_id: id })) };
    // oxlint-disable-next-line no-await-in-loop
    const answer = await once(`bulk-plan:${plan}:${done}`, body, (key) =>
      unwrap(
        api.POST('/v1/contact-plans/{plan_id}/items/bulk', {
          body,
          params: { path: { plan_id: plan }, header: { 'Idempotency-Key': key } },
        }),
      ),
    );
    for (const { status, index, errors } of answer.results) {
      if (status === 'refused') {
        failures.push({ name: piece[index]?.name ?? '', why: errors.map(faultText).join(' ') });
      }
    }
    done += piece.length;
    onDone(done);
  }
  return failures;
}
