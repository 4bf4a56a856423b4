import { describe, expect, it } from 'vitest';
import type { CustomField, Customer } from '@/api';
import { changeOf, isHidden, valuesOf } from './profile';

const customer = {
  name: 'Nordhafen Chemie GmbH',
  city: 'Hamburg',
  employee_count: 1240,
  languages: ['de', 'en'],
  budget: { amount: '200000.00', currency: 'EUR' },
  expected_annual_sales: null,
  phones: [{ raw: '+49 40 5550142', extension: '204', label: 'Einkauf' }],
  emails: [{ address: 'einkauf@nordhafen.example' }],
  masked_fields: ['budget'],
} as unknown as Customer;

const own = [
  { key: 'fair_year', type: 'integer' },
  { key: 'voltage', type: 'choice' },
  { key: 'atex', type: 'boolean' },
] as unknown as CustomField[];

describe('own fields', () => {
  const held = { ...customer, custom: { fair_year: 2026, voltage: '380 V' } } as unknown as Customer;
  it('come as the form holds them and go as the contract carries them, only what was changed', () => {
    const before = valuesOf(held, own);
    expect(before).toMatchObject({ 'custom.fair_year': '2026', 'custom.voltage': '380 V', 'custom.atex': false });
    expect(changeOf(before, { ...before }, held, 'CNY', own)).toEqual({});
    const after = { ...before, 'custom.fair_year': '2027', 'custom.voltage': null, 'custom.atex': true };
    expect(changeOf(before, after, held, 'CNY', own)).toEqual({
      custom: { fair_year: 2027, voltage: null, atex: true },
    });
  });
});

describe('the record as a form', () => {
  it('sends what was changed and nothing else', () => {
    const before = valuesOf(customer);
    expect(changeOf(before, { ...before }, customer, 'CNY')).toEqual({});
    const after = { ...before, city: 'Bremen', employee_count: null, 'budget.amount': '250000', languages: 'de，fr' };
    expect(changeOf(before, after, customer, 'CNY')).toEqual({
      city: 'Bremen',
      employee_count: null,
      budget: { amount: '250000', currency: 'EUR' },
      languages: ['de', 'fr'],
    });
  });

  it('takes the currency of the house where none was, and empties an amount whole', () => {
    const before = valuesOf(customer);
    const after = { ...before, 'expected_annual_sales.amount': '10', 'budget.amount': null };
    expect(changeOf(before, after, customer, 'CNY')).toEqual({
      expected_annual_sales: { amount: '10', currency: 'CNY' },
      budget: null,
    });
  });

  it('keeps extensions and labels of the numbers that stay', () => {
    const before = valuesOf(customer);
    expect(before['phones']).toBe('+49 40 5550142 # 204');
    const after = { ...before, phones: '+49 40 5550142 # 205\n\n+49 40 777' };
    expect(changeOf(before, after, customer, 'CNY').phones).toEqual([
      { number: '+49 40 5550142', extension: '205', label: 'Einkauf' },
      { number: '+49 40 777' },
    ]);
  });

  it('knows what is hidden', () => {
    expect([isHidden('budget.amount', customer), isHidden('city', customer)]).toEqual([true, false]);
  });
});
