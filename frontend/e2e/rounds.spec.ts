import type { APIResponse } from '@playwright/test';
import { settled } from './support/settled.ts';
import type { Site } from './support/site.ts';
import { expect, test } from './support/test.ts';

// A complaint that is taken up a second time, and what the clock does meanwhile.

interface Complaint {
  id: string;
  number: string;
  state: string;
  round: number;
  version: number;
  escalation_level: number;
}

const once = () => ({ 'Idempotency-Key': crypto.randomUUID() });

async function made<T>(answer: APIResponse): Promise<T> {
  if (!answer.ok()) throw new Error(`${answer.url()}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** A complaint of a customer of its own, told the service by mail and solved in its first round. */
async function solved(site: Site): Promise<Complaint> {
  const service = await site.as('service');
  const name = `Zweite Runde GmbH ${crypto.randomUUID().slice(0, 8)}`;
  const customer = await made<{ id: string }>(
    await (await site.as('rep')).post('/v1/customers', { data: { name, source_channel: 'sales' }, headers: once() }),
  );
  const said = { product: 'CP-200', reason: '密封渗漏', wanted_solution: '更换密封', listened: true, apologised: true };
  const complaint = await made<Complaint>(
    await service.post('/v1/complaints', {
      data: { customer_id: customer.id, channel: 'email', origin: 'email', ...said },
      headers: once(),
    }),
  );
  const path = `/v1/complaints/${complaint.id}`;
  const now = () => site.read<Complaint>('director', path);
  const move = async (move: string, data: object = {}) =>
    made(
      await service.post(`${path}/moves/${move}`, {
        data,
        headers: { ...once(), 'If-Match': `"${(await now()).version}"` },
      }),
    );
  const at = site.now().toISOString();
  const record = await made<{ id: string }>(
    await service.post('/v1/contact-records', {
      data: {
        customer_id: customer.id,
        method: 'email',
        direction: 'outbound',
        started_at: at,
        key_points: '确认投诉内容',
        outcome: '等待处理',
        intent_level: 'none',
        next_step: { kind: 'none', reason: '投诉处理中' },
      },
      headers: once(),
    }),
  );
  await move('contact', { contact_record_id: record.id });
  const { items } = await site.read<{ items: { id: string; department_id: string }[] }>(
    'admin',
    `/v1/users?email=${site.email('service')}`,
  );
  await move('dispatch', { department_id: items[0]?.department_id, responsible_id: items[0]?.id });
  await move('start_investigation');
  await made(
    await service.put(`${path}/findings`, {
      data: { cause: '弹簧太软', cause_category: 'production', evidence: '返回件' },
      headers: { 'If-Match': `"${(await now()).version}"` },
    }),
  );
  await made(await service.post(`${path}/proposals`, { data: { solution: '换新密封' }, headers: once() }));
  await move('propose', { told_channel: 'email' });
  await move('agree', { note: '同意' });
  await move('resolve', { done: '已寄出新密封', done_at: site.now().toISOString() });
  return now();
}

test.describe('a complaint', () => {
  test.use({ person: 'service' });

  test('comes back: a second round with clocks of its own, told up the line once they are over', async ({
    page,
    site,
    later,
    guard,
  }) => {
    test.setTimeout(150_000);
    guard.permit(/401/); // nobody stays signed in for twenty days
    const complaint = await solved(site);
    const now = () => site.read<Complaint>('director', `/v1/complaints/${complaint.id}`);
    await page.goto(`/complaints/${complaint.id}`);
    await settled(page);
    await page.getByRole('button', { name: /^重新处理/ }).click();
    const dialog = page.getByRole('dialog', { name: /新的一轮/ });
    await dialog.getByRole('textbox', { name: /原因|为什么/ }).fill('新密封一周后又渗漏');
    await dialog.getByRole('button', { name: /^重新处理/ }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(async () => (await now()).state).toBe('investigating');
    expect((await now()).round).toBe(2);
    await expect(page.getByText('第 2 轮').first()).toBeVisible();
    await expect(page.getByText(/重开：新密封一周后又渗漏/)).toBeVisible();

    // Twenty days on nothing was proposed: the second round is late, and those above have heard of it.
    const before = (await now()).escalation_level;
    await later(20 * 24 * 60);
    await expect.poll(async () => (await now()).escalation_level, { timeout: 60_000 }).toBeGreaterThan(before);
    await site.signIn(page.context().request, 'service');
    await page.reload();
    await settled(page);
    await expect(page.getByText(/已升级 \d 级/).first()).toBeVisible();
    await expect(page.getByText(/^超 .*个工作日$/).first()).toBeVisible();
  });
});
