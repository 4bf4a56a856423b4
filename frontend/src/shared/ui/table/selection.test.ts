import { describe, expect, it } from 'vitest';
import { EVERYTHING, NOTHING, headState, isSelected, select, selectedCount } from './selection';

describe('selection', () => {
  it('adds and takes away single rows', () => {
    const two = select(NOTHING, ['a', 'b'], true);
    expect(selectedCount(two, 100)).toBe(2);
    expect(selectedCount(select(two, ['a'], false), 100)).toBe(1);
  });

  it('means all by the conditions, but for exceptions', () => {
    const most = select(EVERYTHING, ['a'], false);
    expect(isSelected(most, 'a')).toBe(false);
    expect(isSelected(most, 'z')).toBe(true);
    expect(selectedCount(most, 1284)).toBe(1283);
    expect(selectedCount(most, null)).toBeNull();
    expect(selectedCount(select(most, ['a'], true), 1284)).toBe(1284);
  });

  it('shows in the header what holds for the rows there are', () => {
    expect(headState(NOTHING, ['a', 'b'])).toBe('none');
    expect(headState(select(NOTHING, ['a'], true), ['a', 'b'])).toBe('some');
    expect(headState(EVERYTHING, ['a', 'b'])).toBe('all');
    expect(headState(NOTHING, [])).toBe('none');
  });
});
