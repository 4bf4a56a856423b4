import { describe, expect, it } from 'vitest';
import { type Column, type Cursor, type Step, after, dropOf } from './machine';

const columns: Column[] = [
  { stage: 'potential', ids: ['a', 'b', 'c'] },
  { stage: 'interested', ids: [] },
  { stage: 'needs_defined', ids: ['d', 'e'] },
];
const go = (cursor: Cursor, ...steps: Step[]) => steps.reduce((now, step) => after(columns, now, step), cursor);
const at = (current: string | null): Cursor => ({ current, lifted: null });

describe('walking the board', () => {
  it('begins at the first card and stays within the columns', () => {
    expect(go(at(null), 'down').current).toBe('a');
    expect(go(at('a'), 'up').current).toBe('a');
    expect(go(at('a'), 'last').current).toBe('c');
    expect(go(at('c'), 'down').current).toBe('c');
  });

  it('steps over an empty column, to a card as far down as there is', () => {
    expect(go(at('c'), 'right').current).toBe('e');
    expect(go(at('e'), 'left').current).toBe('b');
    expect(go(at('d'), 'right').current).toBe('d');
  });
});

describe('carrying a card', () => {
  const lifted = go(at('b'), 'lift');

  it('enters other columns at the top, empty ones too, and comes home to its place', () => {
    expect(go(lifted, 'right').lifted).toEqual({ id: 'b', column: 1, row: 0 });
    expect(go(lifted, 'right', 'right', 'down', 'down', 'down').lifted).toEqual({ id: 'b', column: 2, row: 2 });
    expect(go(lifted, 'right', 'left').lifted).toEqual({ id: 'b', column: 0, row: 1 });
    expect(go(lifted, 'right', 'back').lifted).toBeNull();
  });

  it('asks for a place between its new neighbours', () => {
    const over = go(lifted, 'right', 'right', 'down').lifted;
    expect(over && dropOf(columns, over)).toEqual({ id: 'b', stage: 'needs_defined', row: 1, after: 'd', before: 'e' });
    const up = go(lifted, 'up').lifted;
    expect(up && dropOf(columns, up)).toEqual({ id: 'b', stage: 'potential', row: 0, after: null, before: 'a' });
  });

  it('asks for nothing where it lay', () => {
    expect(lifted.lifted && dropOf(columns, lifted.lifted)).toBeNull();
  });
});
