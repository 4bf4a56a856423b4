import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Board, type Criterion, type Opportunity, isApiError } from '@/api';
import type { Gap } from './filling';
import type { CardMove, NamedMove } from './moving';

/** What a refused move lacks, by the problem it was refused with; null when it was refused for something else. */
export function gapsOf(error: unknown): Gap[] | null {
  if (!isApiError(error)) return null;
  const faults = error.problem.errors ?? [];
  if (error.code === 'stage_criteria') return faults.map((fault) => fault.code as Criterion);
  const asksWhy = error.status === 422 && faults.some((fault) => fault.pointer === '/reason');
  return asksWhy ? ['reason'] : null;
}

const moving = () => import('./moving');

/** Drops a card: shown at once, taken back when it is refused. */
export function useDropCard(boardKey: readonly unknown[]) {
  const client = useQueryClient();
  return useMutation({
    meta: { handles: [403, 409, 412, 422] },
    onMutate: async ({ card, drop }: CardMove) => {
      await client.cancelQueries({ queryKey: boardKey });
      const { placed } = await moving();
      const before = client.getQueryData<Board>(boardKey);
      if (before) client.setQueryData(boardKey, placed(before, card, drop.stage, drop.row));
      return { before };
    },
    mutationFn: async (move: CardMove) => (await moving()).sendDrop(move),
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
    mutationFn: async (move: NamedMove) => (await moving()).sendMove(opportunity, move),
    // Not waited for: whoever moved it goes on, and the record is read anew behind.
    onSettled: () => void client.invalidateQueries({ queryKey: ['opportunities'] }),
  });
}
