import { describe, expect, it } from 'vitest';
import { bodyOf, firstDraft, gapsOf } from './draft';

const NOW = '2026-11-26T06:00:00Z';
const REQUIRED = ['method', 'key_points', 'outcome', 'satisfaction'];
const scores = { product_quality: 4, service_attitude: 5, response_speed: 3, problem_solving: 4 };

describe('the record of a revisit', () => {
  it('asks for what the server asks for, and for what was begun', () => {
    const draft = firstDraft('visit', null, NOW);
    expect(gapsOf(draft, REQUIRED, 'visit')).toEqual(['key_points', 'outcome', 'satisfaction']);
    expect(gapsOf({ ...draft, method: 'phone' }, [], 'visit')).toEqual(['method_reason']);
    expect(gapsOf({ ...draft, next: 'none' }, [], null)).toEqual(['next_why']);
    expect(gapsOf({ ...draft, next: 'follow_up' }, [], null)).toEqual(['next_aim', 'next_on']);
    const full = { ...draft, keyPoints: 'runs well', outcome: 'content', scores };
    expect(gapsOf(full, REQUIRED, 'visit')).toEqual([]);
  });

  it('sends what was filled and nothing that was not', () => {
    const draft = {
      ...firstDraft('visit', 'p', NOW),
      minutes: 90,
      keyPoints: ' runs well ',
      outcome: 'content',
      scores,
      needs: [
        { kind: 'future' as const, description: 'a second line' },
        { kind: 'latent' as const, description: ' ' },
      ],
    };
    expect(bodyOf(draft, 'c', 'i')).toEqual({
      customer_id: 'c',
      planned_item_id: 'i',
      occasion: 'revisit',
      method: 'visit',
      contact_id: 'p',
      started_at: NOW,
      ended_at: '2026-11-26T07:30:00.000Z',
      key_points: 'runs well',
      outcome: 'content',
      satisfaction: scores,
      needs: [{ kind: 'future', description: 'a second line' }],
      market_information: [],
      next_step: { kind: 'nurture', reason: null },
    });
    expect(bodyOf({ ...draft, scores: { product_quality: 1 } }, 'c', null)).not.toHaveProperty('satisfaction');
  });
});
