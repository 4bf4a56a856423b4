import { describe, expect, it } from 'vitest';
import { type Gap, beforeOf, bodyOf, emptyFilling, hasField, stillMissing } from './filling';

const asked: Gap[] = ['solution_proposal', 'decision_maker', 'amount'];
const empty = emptyFilling(null);

describe('what a move lacks', () => {
  it('is missing until it is typed; what calls bring stays missing', () => {
    expect(stillMissing(asked, empty)).toEqual(asked);
    const typed = { ...empty, proposal: 'Two pumps', decisionMakerId: 'p', amount: '386000' };
    expect(stillMissing(asked, typed)).toEqual([]);
    expect(stillMissing(asked, { ...typed, amount: '12,5x' })).toEqual(['amount']);
    expect(stillMissing(['connected_contact'], typed)).toEqual(['connected_contact']);
    expect(hasField('connected_contact')).toBe(false);
  });

  it('goes with the move, and only what it asks for', () => {
    const typed = { ...empty, proposal: ' Two pumps ', decisionMakerId: 'p', amount: '386000', needs: 'not asked' };
    expect(bodyOf(asked, typed)).toEqual({
      proposal: { summary: 'Two pumps', file_ids: [] },
      decision_maker_id: 'p',
      amount: { amount: '386000', currency: 'USD' },
    });
  });

  it('puts the parts of a contract together', () => {
    const typed = { ...emptyFilling({ amount: '5', currency: 'EUR' }), number: 'C-1', signedOn: '2026-11-26' };
    expect(bodyOf(['contract_number', 'signing_date', 'contract_amount'], typed)).toEqual({
      contract: { number: 'C-1', signed_on: '2026-11-26', amount: { amount: '5', currency: 'EUR' } },
    });
  });

  it('writes down first what no move takes', () => {
    const typed = { ...empty, competitor: 'Wernigau', delivery: '24 pumps', deliveryOn: '2027-02-12' };
    expect(beforeOf(['competitors', 'delivery_milestone'], typed)).toEqual({
      competitor: 'Wernigau',
      milestones: [{ kind: 'delivery', title: '24 pumps', due_on: '2027-02-12' }],
    });
    expect(beforeOf(['competitors'], { ...typed, noneKnown: true }).competitor).toBeNull();
    expect(bodyOf(['competitors'], { ...typed, noneKnown: true })).toEqual({ no_competitors_known: true });
  });
});
