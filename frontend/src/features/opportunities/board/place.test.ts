import { describe, expect, it } from 'vitest';
import type { Board, BoardCard } from '@/api';
import { placed } from './place';

const card = (id: string, stage: BoardCard['stage']) => ({ id, stage }) as BoardCard;
const board = {
  base_currency: 'CNY',
  columns: [
    { stage: 'potential', count: 40, cards: [card('a', 'potential'), card('b', 'potential')] },
    { stage: 'interested', count: 1, cards: [card('c', 'interested')] },
  ],
} as Board;
const ids = (of: Board) => of.columns.map((column) => column.cards.map((each) => each.id).join(''));

describe('a card that is put down', () => {
  it('lies in its new column at once, and both are counted anew', () => {
    const next = placed(board, card('a', 'potential'), 'interested', 1);
    expect(ids(next)).toEqual(['b', 'ca']);
    expect(next.columns.map((column) => column.count)).toEqual([39, 2]);
    expect(next.columns[1]?.cards[1]?.stage).toBe('interested');
  });

  it('changes its place within the column', () => {
    const next = placed(board, card('a', 'potential'), 'potential', 1);
    expect(ids(next)).toEqual(['ba', 'c']);
    expect(next.columns.map((column) => column.count)).toEqual([40, 1]);
  });
});
