import { expect } from '@playwright/test';
import type { Person, Site } from './site.ts';

/* What a test changes it makes itself: another test of the same worker may have changed what was there. */

export interface Made {
  id: string;
  version: number;
  name: string;
}

let serial = 0;

/** Makes something as this person would: posts it, once. */
export async function made<T>(site: Site, person: Person, path: string, data: object): Promise<T> {
  const client = await site.as(person);
  const answer = await client.post(path, { data, headers: { 'Idempotency-Key': crypto.randomUUID() } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as T;
}

/** A customer of this person's own, whose name nobody else has. */
export async function customerOf(site: Site, person: Person, name: string, more: object = {}): Promise<Made> {
  serial += 1;
  const data = { name: `${name} ${serial}`, source_channel: 'sales', zone: 'Europe/Berlin', ...more };
  return await made(site, person, '/v1/customers', data);
}

const CALLS = 12;
let planned = 0;

/**
 * Calls of this morning over there, each time to others, in the rep's running plan: the demo company's own are due at
 * other hours. Whom another test left held is given back, so that the desk begins with nobody.
 */
export async function planCalls(site: Site): Promise<void> {
  const rep = await site.as('rep');
  const { lease } = await site.read<{ lease: { id: string } | null }>('rep', '/v1/dial-queue');
  if (lease !== null) {
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    const left = await rep.post('/v1/dial-queue/skip', { data: { lease_id: lease.id, reason: 'not_now' }, headers });
    expect(left.ok(), await left.text()).toBe(true);
  }
  const plans = await site.read<{ items: { id: string }[] }>(
    'rep',
    '/v1/contact-plans?owner_id=me&standing=true&kind=follow_up&state=active',
  );
  const plan = plans.items[0];
  const customers = await site.read<{ items: { id: string }[] }>(
    'rep',
    '/v1/customers?owner_id=me&country=DE&country=FR&do_not_call=false&limit=60&sort=name',
  );
  if (!plan) throw new Error('the rep has no running plan');
  const others = customers.items.slice(planned, planned + CALLS);
  planned += CALLS;
  const items = others.map(({ id }) => ({
    customer_id: id,
    method: 'phone',
    aim: '问设备运行情况',
    due_on: '2026-03-10',
  }));
  const answer = await rep.post(`/v1/contact-plans/${plan.id}/items/bulk`, { data: { items } });
  if (!answer.ok()) throw new Error(await answer.text());
  const done = (await answer.json()) as { planned: number };
  expect(done.planned).toBeGreaterThan(2);
}
