import { describe, expect, it } from 'vitest';
import { gatheredFor, withChange, withoutItem } from './amend';

const removal = { change: { change: 'remove' as const, item_id: 'a' }, name: 'A' };
const later = { change: { change: 'update' as const, item_id: 'a', aim: 'see them' }, name: 'A' };
const added = {
  change: { change: 'add' as const, customer_id: 'c', method: 'phone' as const, aim: 'ask' },
  name: 'C',
};

describe('what is gathered for an amendment', () => {
  it('keeps the last change of a contact, and every addition', () => {
    const all = [removal, added, added, later].reduce(withChange, [] as ReturnType<typeof withChange>);
    expect(all).toEqual([added, added, later]);
    expect(gatheredFor(all, 'a')).toBe('update');
    expect(gatheredFor(all, 'c')).toBeNull();
  });

  it('lets go of a contact', () => {
    expect(withoutItem([removal, added], 'a')).toEqual([added]);
  });
});
