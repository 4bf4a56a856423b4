import { describe, expect, it } from 'vitest';
import { cutOf, deskChoiceOf, filtersOf, listChoiceOf, spanOf } from '.';

describe('an address', () => {
  it('is read as far as it makes sense; the rest is dropped', () => {
    expect(filtersOf({ owner: 'me', grade: 'E', important: true, need: 'review', q: '', other: 1 })).toEqual({
      owner: 'me',
      important: true,
      need: 'review',
    });
    expect(listChoiceOf({ stage: 'won', outcome: 'lost', sort: '-base_amount' })).toEqual({
      outcome: 'lost',
      sort: '-base_amount',
    });
    expect(listChoiceOf({ sort: 'password' })).toEqual({});
    expect(cutOf({ from: '2026-01-01', to: 'soon', priority: 'high' })).toEqual({
      from: '2026-01-01',
      priority: 'high',
    });
  });

  it('may hold a number where words of digits are meant, and a figure of everything', () => {
    expect(spanOf({ span: 90 })).toEqual({ span: '90' });
    expect(deskChoiceOf({ view: 'all', figure: '' })).toEqual({ view: 'all', figure: '' });
  });
});
