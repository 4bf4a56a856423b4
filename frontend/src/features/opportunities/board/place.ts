import type { Board, BoardCard, Stage } from '@/api';

/** The board as it is once a card lies at `row` of a column: what is shown before the server has answered. */
export function placed(board: Board, card: BoardCard, stage: Stage, row: number): Board {
  const columns = board.columns.map((column) => {
    const rest = column.cards.filter((each) => each.id !== card.id);
    const left = column.stage === card.stage && column.stage !== stage ? 1 : 0;
    const came = column.stage === stage && column.stage !== card.stage ? 1 : 0;
    const cards = column.stage === stage ? [...rest.slice(0, row), { ...card, stage }, ...rest.slice(row)] : rest;
    return { ...column, cards, count: column.count - left + came };
  });
  return { ...board, columns };
}
