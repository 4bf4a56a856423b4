import { describe, expect, it } from 'vitest';
import { EMPTY_ENTRY, type Entry, checkOf, contactOf, createOf, missingOf, placeOf } from './entry';

const entry = (change: Partial<Entry>): Entry => ({ ...EMPTY_ENTRY, ...change });

describe('entering a customer', () => {
  it('asks whether it is known as soon as something tells it from others', () => {
    expect(checkOf(entry({ country: 'DE', city: 'Hamburg' }))).toBeNull();
    expect(checkOf(entry({ name: '北' }))).toBeNull();
    expect(checkOf(entry({ name: ' 北港 ', country: 'cn' }))).toEqual({ name: '北港', country: 'CN' });
    expect(checkOf(entry({ phone: '040 12' }))).toBeNull();
    expect(
      checkOf(entry({ phone: '+49 40 5550142 # 20', contactEmail: 'k.behrens@nordhafen.example', email: 'k@' })),
    ).toEqual({
      phones: [{ number: '+49 40 5550142', extension: '20' }],
      emails: [{ address: 'k.behrens@nordhafen.example' }],
    });
  });

  it('says what is missing; a reason only where the company seems known', () => {
    expect(missingOf(EMPTY_ENTRY, false)).toEqual(['name', 'source']);
    expect(missingOf(entry({ name: 'A', source: 'web' }), true)).toEqual(['reason']);
    expect(missingOf(entry({ name: 'A', source: 'web', reason: 'A sister company' }), true)).toEqual([]);
  });

  it('sends what was filled, and the decision with its reason', () => {
    const typed = entry({ name: ' Nordhafen ', source: 'web', country: 'de', phone: '+49 40 1', reason: ' sister ' });
    expect(createOf(typed, true, null)).toEqual({
      name: 'Nordhafen',
      source_channel: 'web',
      intent_level: 'none',
      country: 'DE',
      phones: [{ number: '+49 40 1' }],
      emails: [],
      allow_duplicate: true,
      reason: 'sister',
    });
    expect(createOf(typed, false, '2026-03-01T00:00:00Z')).toMatchObject({ obtained_at: '2026-03-01T00:00:00Z' });
    expect('allow_duplicate' in createOf(typed, false, null)).toBe(false);
    expect(contactOf(typed)).toBeNull();
    expect(contactOf(entry({ contactName: 'Aino', contactPhone: '+358 9 1' }))).toMatchObject({
      name: 'Aino',
      is_primary: true,
      phones: [{ number: '+358 9 1' }],
    });
  });

  it('finds the field of a fault', () => {
    expect([placeOf('/phones/0/number'), placeOf('/zone'), placeOf('/owner_id')]).toEqual(['phone', 'zone', null]);
  });
});
