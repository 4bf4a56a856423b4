import type { CustomField, Customer, CustomerUpdate } from '@/api';
import { same } from '@/api/merge';
import type { Value, Values } from '@/shared/ui/overlays/fields-dialog';

/* The record as a form holds it, and back: only what was changed is sent. */

const TEXTS = [
  'name',
  'legal_name',
  'short_name',
  'country',
  'region',
  'city',
  'address',
  'postal_code',
  'website',
  'zone',
  'industry',
  'business_scope',
  'legal_representative',
  'management',
  'demand',
  'purchase_frequency',
  'decision_process',
  'source_channel',
  'source_detail',
  'campaign_id',
  'intent_level',
  'preferences',
  'notes',
] as const;
const MONEY = ['budget', 'expected_annual_sales'] as const;

/** The values that the form begins with. */
export function valuesOf(customer: Customer, own: readonly CustomField[] = []): Values {
  const values: Values = {};
  for (const name of TEXTS) values[name] = customer[name];
  for (const name of MONEY) {
    values[`${name}.amount`] = customer[name]?.amount ?? null;
    values[`${name}.currency`] = customer[name]?.currency ?? null;
  }
  for (const { key, type } of own) {
    const value = customer.custom[key];
    values[`custom.${key}`] = type === 'boolean' ? value === true : value == null ? null : textOf(value);
  }
  values['employee_count'] = customer.employee_count === null ? null : String(customer.employee_count);
  values['languages'] = customer.languages.join(', ') || null;
  values['phones'] =
    customer.phones?.map((each) => [each.raw, each.extension].filter(Boolean).join(' # ')).join('\n') || null;
  values['emails'] = customer.emails?.map((each) => each.address).join('\n') || null;
  return values;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** A value of an own field as the contract carries it; a number that is none is sent as typed, for the server to refuse. */
function ownValue(type: CustomField['type'], value: Value | undefined): unknown {
  if (type === 'boolean') return value === true;
  if (value === null || value === undefined || value === '') return null;
  return type === 'integer' && Number.isFinite(Number(value)) ? Number(value) : value;
}

const lines = (value: Value | undefined) =>
  typeof value === 'string'
    ? value
        .split(/\n+/)
        .map((line) => line.trim())
        .filter(Boolean)
    : [];

/** A line of the form as a number: what stands after `#` is its extension. A known number keeps its label. */
function phone(line: string, known: Customer['phones']) {
  const [number = '', extension] = line.split('#').map((part) => part.trim());
  const label = known?.find((each) => each.raw === number)?.label;
  return { number, ...(extension && { extension }), ...(label && { label }) };
}

/** What to send for what was changed in the form. */
export function changeOf(
  before: Values,
  after: Values,
  customer: Customer,
  base: string,
  own: readonly CustomField[] = [],
): CustomerUpdate {
  const isChanged = (name: string) => !same(before[name] ?? null, after[name] ?? null);
  const change: Record<string, unknown> = {};
  for (const name of TEXTS) if (isChanged(name)) change[name] = after[name] ?? null;
  for (const name of MONEY) {
    if (!isChanged(`${name}.amount`) && !isChanged(`${name}.currency`)) continue;
    const amount = after[`${name}.amount`];
    change[name] = amount ? { amount, currency: after[`${name}.currency`] ?? base } : null;
  }
  if (isChanged('employee_count'))
    change['employee_count'] = after['employee_count'] ? Number(after['employee_count']) : null;
  if (isChanged('languages'))
    change['languages'] = String(after['languages'] ?? '')
      .split(/[\s,，、]+/)
      .filter(Boolean);
  if (isChanged('phones')) change['phones'] = lines(after['phones']).map((line) => phone(line, customer.phones));
  if (isChanged('emails')) change['emails'] = lines(after['emails']).map((address) => ({ address }));
  const changed = own.filter(({ key }) => isChanged(`custom.${key}`));
  if (changed.length > 0) {
    change['custom'] = Object.fromEntries(
      changed.map(({ key, type }) => [key, ownValue(type, after[`custom.${key}`])]),
    );
  }
  return change;
}

/** Fields of the form whose value is masked for the reader, so that nobody can change what they do not see. */
export function isHidden(field: string, customer: Customer): boolean {
  const name = field.split('.')[0] ?? field;
  return customer.masked_fields?.includes(name) ?? false;
}
