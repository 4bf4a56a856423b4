import type { APIResponse, Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import type { Person, Site } from './support/site.ts';
import { expect, test } from './support/test.ts';

// Each kind of approval, asked for by one person and decided by another, by key.

interface Alert {
  id: string;
  reason: string;
  subject_id: string;
  customer_id: string | null;
  facts: Record<string, string>;
}

interface Customer {
  id: string;
  name: string;
  version: number;
}

async function made<T>(answer: APIResponse): Promise<T> {
  if (!answer.ok()) throw new Error(`${answer.url()}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** What waits for somebody of one kind, once the product has told them. */
async function waiting(site: Site, person: Person, reason: string, fits: (alert: Alert) => boolean = () => true) {
  let found: Alert | undefined;
  await site.look();
  await expect
    .poll(
      async () => {
        const path = `/v1/waiting-for-me?reason=${reason}&limit=100`;
        found = (await site.read<{ items: Alert[] }>(person, path)).items.find(fits);
        return found !== undefined;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  if (found === undefined) throw new Error(`nothing waits for ${person}`);
  return found;
}

/** Opens it in the inbox. */
async function open(page: Page, alert: Alert): Promise<void> {
  await page.goto(`/approvals?open=${alert.id}`);
  await settled(page);
  await expect(page.locator('li > button[aria-current="true"]')).toHaveCount(1);
}

async function someCustomer(site: Site, person: Person, at: number): Promise<Customer> {
  const path = `/v1/customers?owner_id=me&sort=name&limit=${at + 1}`;
  const customer = (await site.read<{ items: Customer[] }>(person, path)).items[at];
  if (customer === undefined) throw new Error(`${person} has no customer`);
  return customer;
}

const PLAN = { revisit: '/v1/contact-plans?kind=revisit&limit=50' };

test.describe('of plans', () => {
  test.use({ person: 'deputy' });

  test('one is approved and the next returned with its reason, by key alone', async ({ page, site }) => {
    const first = await waiting(site, 'deputy', 'plan_to_decide');
    await page.goto('/approvals?kind=plan_to_decide');
    await settled(page);
    await expect(page).toHaveURL(new RegExp(first.id));
    const rows = page.getByRole('list', { name: '待决定的事项' }).getByRole('listitem');
    const before = await rows.count();
    expect(before).toBeGreaterThan(1);
    await expect(page.getByText('规则检查')).toBeVisible();
    await expectAccessible(page);
    await shoot(page, 'journey-approvals-plan');

    await page.keyboard.press('a');
    await expect(rows).toHaveCount(before - 1);
    await expect(page).not.toHaveURL(new RegExp(first.id));
    const state = async (id: string) => (await site.read<{ state: string }>('deputy', `/v1/contact-plans/${id}`)).state;
    expect(await state(first.subject_id)).toBe('approved');

    const next = new URL(page.url()).searchParams.get('open') ?? '';
    const second = await site.read<Alert>('deputy', `/v1/alerts/${next}`);
    await page.keyboard.press('r');
    await expect(page.getByText('简单说明原因。')).toBeVisible();
    await page.keyboard.type('十二月的展会之后再去');
    await page.getByRole('button', { name: /^退回/ }).press('Enter');
    await expect.poll(() => state(second.subject_id)).toBe('returned');
    const plan = await site.read<{ decision_reason: string }>('deputy', `/v1/contact-plans/${second.subject_id}`);
    expect(plan.decision_reason).toBe('十二月的展会之后再去');
  });

  test('a change of an approved one shows what differs, and is approved', async ({ page, site }) => {
    const plans = await site.read<{ items: { id: string; state: string; name: string }[] }>('manager', PLAN.revisit);
    const plan = plans.items.find(({ state }) => state === 'approved' || state === 'active');
    if (plan === undefined) throw new Error('no plan is approved');
    const path = `/v1/contact-plans/${plan.id}`;
    const items = await site.read<{ items: { id: string; customer_name: string; method: string; state: string }[] }>(
      'manager',
      `${path}/items?limit=20`,
    );
    const item = items.items.find(({ state }) => state === 'planned');
    if (item === undefined) throw new Error('nothing of it is planned');
    const method = item.method === 'visit' ? 'online_meeting' : 'visit';
    const amendment = await made<{ id: string }>(
      await (
        await site.as('manager')
      ).post(`${path}/amendments`, {
        data: { reason: '现场封闭到月底', changes: [{ change: 'update', item_id: item.id, method }] },
      }),
    );
    const alert = await waiting(
      site,
      'deputy',
      'amendment_to_decide',
      ({ facts }) => facts['amendment_id'] === amendment.id,
    );
    await open(page, alert);
    await expect(page.getByText('现场封闭到月底')).toBeVisible();
    const change = page.getByRole('table', { name: '变更' }).getByRole('row', { name: new RegExp(item.customer_name) });
    await expect(change.locator('del')).toBeVisible();
    await expect(change.locator('ins')).toBeVisible();
    await page.keyboard.press('a');
    await expect
      .poll(async () => (await site.read<{ state: string }>('deputy', `${path}/amendments/${amendment.id}`)).state)
      .toBe('approved');
    const after = await site.read<{ items: { customer_name: string; method: string; state: string }[] }>(
      'manager',
      `${path}/items?limit=50`,
    );
    expect(
      after.items.some(
        (each) => each.customer_name === item.customer_name && each.method === method && each.state === 'planned',
      ),
    ).toBe(true);
  });
});

test.describe('a change of several items', () => {
  test.use({ person: 'deputy' });

  test('is decided one by one: one is approved, the other goes back with its reason', async ({ page, site }) => {
    const plans = await site.read<{ items: { id: string; state: string }[] }>('manager', PLAN.revisit);
    const plan = plans.items.find(({ state }) => state === 'approved' || state === 'active');
    if (plan === undefined) throw new Error('no plan is approved');
    const path = `/v1/contact-plans/${plan.id}`;
    const { items } = await site.read<{
      items: { id: string; customer_name: string; method: string; state: string }[];
    }>('manager', `${path}/items?limit=20`);
    const [kept, turned] = items.filter(({ state }) => state === 'planned').slice(-2);
    if (kept === undefined || turned === undefined) throw new Error('fewer than two of it are planned');
    const other = (method: string) => (method === 'visit' ? 'online_meeting' : 'visit');
    const amendment = await made<{ id: string }>(
      await (
        await site.as('manager')
      ).post(`${path}/amendments`, {
        data: {
          reason: '展会推迟',
          changes: [kept, turned].map(({ id, method }) => ({ change: 'update', item_id: id, method: other(method) })),
        },
      }),
    );
    const alert = await waiting(
      site,
      'deputy',
      'amendment_to_decide',
      ({ facts }) => facts['amendment_id'] === amendment.id,
    );
    await open(page, alert);
    await page.getByRole('button', { name: '逐项决定' }).click();
    // The box is a picture beside its input: the cell takes the press.
    await page.getByRole('checkbox', { name: new RegExp(`批准 ${turned.customer_name}`) }).press('Space');
    await page.getByRole('button', { name: '批准 1 项，退回 1 项' }).click();
    await page.getByRole('textbox', { name: '附言' }).fill('仍按原来的方式联系');
    await page.getByRole('button', { name: '批准 1 项，退回 1 项' }).click();
    await expect
      .poll(async () => (await site.read<{ state: string }>('deputy', `${path}/amendments/${amendment.id}`)).state)
      .toBe('approved');
    const decided = await site.read<{ changes: { item_id: string; returned: boolean }[] }>(
      'deputy',
      `${path}/amendments/${amendment.id}`,
    );
    expect(decided.changes.map(({ returned }) => returned)).toEqual([false, true]);
    const after = await site.read<{ method: string; state: string }>('manager', `/v1/planned-contacts/${turned.id}`);
    expect([after.method, after.state]).toEqual([turned.method, 'planned']);
  });
});

test.describe('of what leaves the company or opens to others', () => {
  test.use({ person: 'deputy' });

  test('an export is denied with its reason', async ({ page, site }) => {
    const director = await site.as('director');
    const allow = async (value: number) => {
      const policy = await director.get('/v1/policies/export_approval_rows');
      const now = ((await policy.json()) as { in_force: { value: number } }).in_force.value;
      const headers = { 'If-Match': policy.headers()['etag'] ?? '' };
      await made(
        await director.post('/v1/policies/export_approval_rows/versions', {
          data: { value, reason: '试' },
          headers,
        }),
      );
      return now;
    };
    const before = await allow(1);
    const order = await made<{ id: string; state: string }>(
      await (
        await site.as('manager')
      ).post('/v1/exports', {
        data: { format: 'csv', columns: ['name', 'phones'], purpose: '展会邀请' },
      }),
    );
    await allow(before); // others export on this site as well
    expect(order.state).toBe('requested');
    await open(page, await waiting(site, 'deputy', 'export_to_decide', (alert) => alert.subject_id === order.id));
    await expect(page.getByText('展会邀请')).toBeVisible();
    await expect(page.getByText(/含电话或邮箱/)).toBeVisible();
    await page.keyboard.press('n');
    await page.keyboard.type('先去掉电话');
    await page.keyboard.press('Alt+r');
    await expect
      .poll(async () => site.read<{ state: string; reason: string }>('deputy', `/v1/exports/${order.id}`))
      .toMatchObject({ state: 'denied', reason: '先去掉电话' });
  });

  test('a customer is shared beyond its department', async ({ page, site }) => {
    const customer = await someCustomer(site, 'rep', 2);
    const { user_id } = await site.read<{ id: string }>('engineer', '/v1/me').then(({ id }) => ({ user_id: id }));
    const member = await made<{ id: string; state: string }>(
      await (
        await site.as('rep')
      ).post(`/v1/customers/${customer.id}/members`, {
        data: { user_id, kind: 'share', note: '现场支持' },
      }),
    );
    expect(member.state).toBe('requested');
    await open(page, await waiting(site, 'deputy', 'share_to_decide', ({ facts }) => facts['member_id'] === member.id));
    await expect(page.getByText('现场支持')).toBeVisible();
    await page.keyboard.press('a');
    await expect
      .poll(async () => {
        const path = `/v1/customers/${customer.id}/members/${member.id}`;
        return (await site.read<{ state: string }>('rep', path)).state;
      })
      .toBe('active');
  });
});

test.describe('of compensations', () => {
  test.use({ person: 'manager' });

  test('one within the limit is approved', async ({ page, site }) => {
    const alert = await waiting(site, 'manager', 'compensation_to_decide');
    await open(page, alert);
    await expect(page.getByText('所属投诉')).toBeVisible();
    await page.keyboard.press('a');
    const path = `/v1/complaints/${alert.subject_id}/compensations/${alert.facts['compensation_id']}`;
    await expect.poll(async () => (await site.read<{ state: string }>('manager', path)).state).toBe('approved');
  });
});

test.describe('of customers', () => {
  test.use({ person: 'lead' });

  test('a key customer is verified, another goes back', async ({ page, site }) => {
    await waiting(site, 'lead', 'customer_to_verify');
    const { items } = await site.read<{ items: Alert[] }>('lead', '/v1/waiting-for-me?reason=customer_to_verify');
    const [first, second] = items;
    if (first === undefined || second === undefined) throw new Error('two customers wait to be verified');
    const state = async ({ subject_id }: Alert) =>
      (await site.read<{ verification: string }>('lead', `/v1/customers/${subject_id}`)).verification;
    await page.goto('/approvals?kind=customer_to_verify');
    await settled(page);
    await expect(page.getByText(/待核对的 \d+ 项资料/)).toBeVisible();
    await page.keyboard.press('a');
    await expect.poll(() => state(first)).toBe('verified');
    await expect(page).toHaveURL(new RegExp(second.id));
    await settled(page);
    await page.keyboard.press('n');
    await page.keyboard.type('地址是旧的');
    await page.keyboard.press('Alt+r');
    await expect.poll(() => state(second)).toBe('unverified');
  });
});

test.describe('of what others answered', () => {
  test.use({ person: 'rep' });

  test('the customer is told, and it is noted how', async ({ page, site }) => {
    const customer = await someCustomer(site, 'rep', 3);
    const departments = await site.read<{ items: { id: string; code: string }[] }>('rep', '/v1/departments');
    const department = departments.items.find(({ code }) => code === 'product');
    const asked = await made<{ id: string; version: number }>(
      await (
        await site.as('rep')
      ).post('/v1/handoffs', {
        data: { department_id: department?.id, customer_id: customer.id, question: '密封能耐多高的温度？' },
      }),
    );
    await made(
      await (
        await site.as('product_head')
      ).post(`/v1/handoffs/${asked.id}/moves/answer`, {
        data: { answer: '长期 180 度' },
        headers: { 'If-Match': `"${asked.version}"` },
      }),
    );
    await open(page, await waiting(site, 'rep', 'answer_to_tell', (alert) => alert.subject_id === asked.id));
    await expect(page.getByText('长期 180 度')).toBeVisible();
    await page.keyboard.press('n');
    await page.keyboard.type('电话里说了');
    await page.keyboard.press('Alt+a');
    await expect
      .poll(async () => site.read<{ state: string; told_note: string }>('rep', `/v1/handoffs/${asked.id}`))
      .toMatchObject({ state: 'told_to_customer', told_note: '电话里说了' });
  });
});
