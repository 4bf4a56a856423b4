import { type BoardCard, type Opportunity, api, isApiError, once, unwrap } from '@/api';
import type { Drop } from './board/machine';
import { type Filling, type Gap, beforeOf, bodyOf } from './filling';
import type { MoveName } from './moves';

export { placed } from './board/place';

/* What is sent when a sale goes on. Its code comes with the first move: a board is looked at more often than changed. */

const of = (id: string) => ({ path: { opportunity_id: id } });

/** Writes down what a move does not take itself. Gives the version to move, which that may have changed. */
async function writeFirst(id: string, version: number, asked: readonly Gap[], filling: Filling | null) {
  if (filling === null) return version;
  const { competitor, milestones } = beforeOf(asked, filling);
  if (competitor !== null) {
    const body = { name: competitor };
    await once(`competitor:${id}`, body, (key) =>
      unwrap(
        api.POST('/v1/opportunities/{opportunity_id}/competitors', {
          body,
          params: { ...of(id), header: { 'Idempotency-Key': key } },
        }),
      ),
    ).catch((error: unknown) => {
      // Listed by an earlier try whose move was refused.
      if (!isApiError(error) || error.code !== 'competitor_listed') throw error;
    });
  }
  for (const body of milestones) {
    // In the order they were typed: each is a record of its own.
    // oxlint-disable-next-line no-await-in-loop
    await once(`milestone:${id}:${body.kind}`, body, (key) =>
      unwrap(
        api.POST('/v1/opportunities/{opportunity_id}/milestones', {
          body,
          params: { ...of(id), header: { 'Idempotency-Key': key } },
        }),
      ),
    );
  }
  if (competitor === null && milestones.length === 0) return version;
  return (await unwrap(api.GET('/v1/opportunities/{opportunity_id}', { params: of(id) }))).version;
}

export interface CardMove {
  card: BoardCard;
  drop: Drop;
  /** What was asked for after a first refusal, and what was typed then. */
  asked?: readonly Gap[];
  filling?: Filling;
}

/** Puts a card where it was dropped; what was asked for after a refusal is written down first. */
export async function sendDrop({ card, drop, asked = [], filling }: CardMove) {
  const version = await writeFirst(card.id, card.version, asked, filling ?? null);
  const body = {
    stage: drop.stage,
    ...(drop.after !== null && { after_id: drop.after }),
    ...(drop.before !== null && { before_id: drop.before }),
    ...(filling && bodyOf(asked, filling)),
  };
  return once(`drop:${card.id}`, { ...body, version }, (key) =>
    unwrap(
      api.POST('/v1/opportunities/{opportunity_id}/position', {
        body,
        params: { ...of(card.id), header: { 'If-Match': `"${version}"`, 'Idempotency-Key': key } },
      }),
    ),
  );
}

export interface NamedMove {
  move: MoveName;
  asked: readonly Gap[];
  filling: Filling;
}

/** Makes a move of the workflow, with what was typed for it. */
export async function sendMove(opportunity: Opportunity, { move, asked, filling }: NamedMove) {
  const version = await writeFirst(opportunity.id, opportunity.version, asked, filling);
  const body = bodyOf(asked, filling);
  return once(`move:${opportunity.id}:${move}`, { ...body, version }, (key) =>
    unwrap(
      api.POST(`/v1/opportunities/{opportunity_id}/moves/${move as 'negotiate'}`, {
        body: body as { reason?: string },
        params: { ...of(opportunity.id), header: { 'If-Match': `"${version}"`, 'Idempotency-Key': key } },
      }),
    ),
  );
}
