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
