import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Board, type BoardCard, type Criterion, type Opportunity, api, isApiError, once, unwrap } from '@/api';
import type { Drop } from './board/machine';
import { placed } from './board/place';
import type { Filling, Gap } from './filling';

/** What a refused move lacks, by the problem it was refused with; null when it was refused for something else. */
export function gapsOf(error: unknown): Gap[] | null {
  if (!isApiError(error)) return null;
  const faults = error.problem.errors ?? [];
  if (error.code === 'stage_criteria') return faults.map((fault) => fault.code as Criterion);
  const asksWhy = error.status === 422 && faults.some((fault) => fault.pointer === '/reason');
  return asksWhy ? ['reason'] : null;
}

/** What was typed is known by the form that a refusal opened, with its code; before that nobody needs it. */
const written = () => import('./filling');

const of = (id: string) => ({ path: { opportunity_id: id } });

/** Writes down what a move does not take itself. Gives the version to move, which that may have changed. */
async function writeFirst(id: string, version: number, asked: readonly Gap[], filling: Filling | null) {
  if (filling === null) return version;
  const { competitor, milestones } = (await written()).beforeOf(asked, filling);
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

/** Drops a card: shown at once, taken back when it is refused. */
export function useDropCard(boardKey: readonly unknown[]) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [403, 409, 412, 422] },
    onMutate: async ({ card, drop }: CardMove) => {
      await client.cancelQueries({ queryKey: boardKey });
      const before = client.getQueryData<Board>(boardKey);
      if (before) client.setQueryData(boardKey, placed(before, card, drop.stage, drop.row));
      return { before };
    },
    mutationFn: async ({ card, drop, asked = [], filling }: CardMove) => {
      const version = await writeFirst(card.id, card.version, asked, filling ?? null);
      const body = {
        stage: drop.stage,
        ...(drop.after !== null && { after_id: drop.after }),
        ...(drop.before !== null && { before_id: drop.before }),
        ...(filling && (await written()).bodyOf(asked, filling)),
      };
      return once(`drop:${card.id}`, { ...body, version }, (key) =>
        unwrap(
          api.POST('/v1/opportunities/{opportunity_id}/position', {
            body,
            params: { ...of(card.id), header: { 'If-Match': `"${version}"`, 'Idempotency-Key': key } },
          }),
        ),
      );
    },
    onError: (_error, _move, context) => {
      if (context?.before) client.setQueryData(boardKey, context.before);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['opportunities'] }),
  });
}

/** The moves of the workflow by their names in the contract. */
export type MoveName =
  | 'confirm_interest'
  | 'define_needs'
  | 'negotiate'
  | 'sign_contract'
  | 'start_execution'
  | 'complete'
  | 'return_to_potential'
  | 'return_to_interested'
  | 'return_to_needs_defined'
  | 'return_to_negotiation'
  | 'return_to_contract_signed'
  | 'lose'
  | 'cancel';

/** Makes a move of the workflow, with what was typed for it. */
export function useMove(opportunity: Opportunity) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [409, 412, 422] },
    mutationFn: async ({ move, asked, filling }: { move: MoveName; asked: readonly Gap[]; filling: Filling }) => {
      const version = await writeFirst(opportunity.id, opportunity.version, asked, filling);
      const body = (await written()).bodyOf(asked, filling);
      return once(`move:${opportunity.id}:${move}`, { ...body, version }, (key) =>
        unwrap(
          api.POST(`/v1/opportunities/{opportunity_id}/moves/${move as 'negotiate'}`, {
            body: body as { reason?: string },
            params: { ...of(opportunity.id), header: { 'If-Match': `"${version}"`, 'Idempotency-Key': key } },
          }),
        ),
      );
    },
    // Not waited for: whoever moved it goes on, and the record is read anew behind.
    onSettled: () => void client.invalidateQueries({ queryKey: ['opportunities'] }),
  });
}
