import { type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { goTo, tabTo } from './support/keyboard.ts';
import { customerOf, made, planCalls } from './support/made.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import type { Site } from './support/site.ts';
import { expect, test } from './support/test.ts';

// Part of a rep's shift, from signing in to the next call, without a mouse.
test.use({ person: null });
test.setTimeout(120_000);

interface Planned {
  id: string;
  customer_id: string;
  customer_name: string;
  promised: boolean;
  state: string;
}

test('a shift: sign in, today, call, wrap up, next; a call-back is promised', async ({ page, site, guard }) => {
  guard.permit(/401.*\/v1\/me/); // how the page learns that nobody is signed in
  guard.permit(/tel:/); // no telephone in a test
  await planCalls(site);
  await page.goto('/sign-in');
  await settled(page);
  await tabTo(page, page.getByLabel('邮箱'));
  await page.keyboard.type(site.email('rep'));
  await tabTo(page, page.getByLabel('密码', { exact: true }));
  await page.keyboard.type(site.password);
  await page.keyboard.press('Enter');

  await expect(page).toHaveURL('/today');
  await settled(page);
  await expect(page.getByRole('button', { name: /开始拨打/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/dial\?item=/);
  await settled(page);
  await expectAccessible(page);
  await shoot(page, 'shift.call', 'zh-CN', 'light', 1440);

  // The first call: they ask to be called back.
  const first = await open(page);
  await expect(page.getByText(/可拨至/).first()).toBeVisible();
  await page.keyboard.press('d');
  await expect(page.getByRole('timer')).toBeVisible();
  await page.keyboard.press('h');
  await page.keyboard.press('7');
  await page.keyboard.press('Control+Enter');
  await expect(page).not.toHaveURL(new RegExp(first.id));
  const promised = await planned(site, `customer_id=${first.customer_id}&state=planned&promised=true`);
  expect(promised.map((item) => item.customer_name)).toEqual([first.customer_name]);

  // The next one is there already, and connected; what was said is asked for.
  const second = await open(page);
  expect(second.id).not.toBe(first.id);
  await page.keyboard.press('1');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('alert').first()).toContainText('要点');
  await expect(page.getByRole('textbox', { name: /^要点/ })).toBeFocused();
  await page.keyboard.type('七月前要装备两条线，看重价格');
  await tabTo(page, page.getByRole('textbox', { name: /^结果/ }));
  await page.keyboard.type('要报价');
  await tabTo(page, page.getByRole('radiogroup', { name: '意向' }));
  await page.keyboard.press('i');
  await page.keyboard.press('2');
  await page.keyboard.press('f');
  await tabTo(page, page.getByRole('button', { name: /日 周. 09:/ }).first());
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('textbox', { name: /^目的/ }));
  await page.keyboard.type('听听他们对报价的看法');
  await page.keyboard.press('Control+Enter');
  await expect(page).not.toHaveURL(new RegExp(second.id));
  // The next one opens at once; what was said is on its way meanwhile.
  await expect
    .poll(async () => (await site.read<Planned>('rep', `/v1/planned-contacts/${second.id}`)).state)
    .toBe('done');
  await settled(page);
  const third = await open(page);
  expect([first.id, second.id]).not.toContain(third.id);
});

test('whoever writes already is not led away when the fields of the next step come late', async ({
  page,
  site,
  guard,
}) => {
  guard.permit(/401.*\/v1\/me/);
  await planCalls(site);
  await site.signIn(page.context().request, 'rep');
  let arrive = () => {};
  const late = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/follow-up-fields[^/]*\.js$/, async (route) => {
    await late;
    await route.continue();
  });
  await page.goto('/dial');
  await settled(page);
  await page.keyboard.press('f');
  await open(page);
  await page.keyboard.press('f');
  await page.keyboard.press('n');
  await page.keyboard.insertText('想要新的密封件，');
  arrive();
  await expect(page.getByRole('group', { name: /^时间/ }).getByRole('spinbutton').first()).toBeVisible();
  await page.keyboard.insertText('下周答复');
  await expect(page.getByRole('textbox', { name: /^要点/ })).toHaveValue('想要新的密封件，下周答复');
});

test('they ask not to be called: it is kept, they leave the queue, and nobody plans or dials them', async ({
  page,
  site,
  guard,
}) => {
  guard.permit(/401.*\/v1\/me/);
  guard.permit(/tel:/);
  // A company of nobody else's, without contacts: the refusal is the company's, not one person's there.
  const company = await customerOf(site, 'rep', 'Ruhe Pumpen', { phones: [{ number: '+49 30 7654321' }] });
  const { items: running } = await site.read<{ items: { id: string }[] }>(
    'rep',
    '/v1/contact-plans?owner_id=me&standing=true&kind=follow_up&state=active',
  );
  const planned = await made<{ id: string }>(site, 'rep', `/v1/contact-plans/${running[0]?.id}/items`, {
    customer_id: company.id,
    method: 'phone',
    aim: '问设备运行情况',
    due_on: '2026-03-10',
  });
  await site.signIn(page.context().request, 'rep');
  await page.goto(`/dial?item=${planned.id}`);
  await settled(page);
  const call = await open(page);
  const queue = page.getByRole('region', { name: '队列' });
  await expect(queue.getByText(call.customer_name)).toBeVisible();
  await expect(page.locator('a[href^="tel:"]').first()).toBeVisible(); // no key dials before
  await page.keyboard.press('d');
  await expect(page.getByRole('timer')).toBeVisible();
  await page.keyboard.press('8');
  await expect(page.getByRole('radio', { name: /不再来电/ })).toBeChecked();
  await page.keyboard.press('Control+Enter');
  await expect(page).not.toHaveURL(new RegExp(call.id));
  await expect(queue.getByText(call.customer_name)).toHaveCount(0);

  interface OptOut {
    channel: string;
    lifted_at: string | null;
  }
  const kept = await site.read<{ items: OptOut[] }>('rep', `/v1/customers/${call.customer_id}/opt-outs`);
  expect(kept.items).toMatchObject([{ channel: 'phone', lifted_at: null }]);
  const rest = await site.read<{ now: Planned[]; later: Planned[] }>('rep', '/v1/dial-queue');
  expect([...rest.now, ...rest.later].map((each) => each.customer_id)).not.toContain(call.customer_id);

  // Whoever asks for them by name, or plans to call, is refused.
  const rep = await site.as('rep');
  const headers = () => ({ 'Idempotency-Key': crypto.randomUUID() });
  const taken = await rep.post('/v1/dial-queue/next', { data: { customer_id: call.customer_id }, headers: headers() });
  expect(taken.ok(), await taken.text()).toBe(false);
  const data = { customer_id: call.customer_id, method: 'phone', aim: '再试', due_on: '2026-03-12' };
  const refused = await rep.post(`/v1/contact-plans/${running[0]?.id}/items`, { data, headers: headers() });
  expect(refused.status()).toBe(422);
  expect(JSON.stringify(await refused.json())).toContain('opted_out');
  await page.goto(`/customers/${call.customer_id}`);
  await settled(page);
  await expect(page.getByText('不接受来电', { exact: true }).first()).toBeVisible();
});

test('a call that the switch began is completed from today', async ({ page, site, guard }) => {
  guard.permit(/401.*\/v1\/me/);
  await site.signIn(page.context().request, 'rep');
  const rep = await site.as('rep');
  const customer = await customerOf(site, 'rep', 'Rückruf Pumpen');
  const ended = new Date(site.now().getTime() - 60_000);
  const call = await rep.post('/v1/phone-calls', {
    data: {
      source: 'softphone',
      external_id: `shift-${ended.getTime()}`,
      direction: 'inbound',
      customer_id: customer.id,
      started_at: new Date(ended.getTime() - 250_000).toISOString(),
      answered_at: new Date(ended.getTime() - 240_000).toISOString(),
      ended_at: ended.toISOString(),
    },
  });
  expect(call.status()).toBe(201);
  const { id } = (await call.json()) as { id: string };

  await page.goto('/today');
  await settled(page);
  const row = page.getByRole('button', { name: new RegExp(`补全通话.*${customer.name}`) });
  await goTo(page, row);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/dial\\?.*complete=${id}`));
  await settled(page);
  await expectAccessible(page);
  await shoot(page, 'shift.complete', 'zh-CN', 'light', 1440);
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: /^要点/ })).toBeFocused();
  await page.keyboard.type('问交货期');
  await tabTo(page, page.getByRole('textbox', { name: /^结果/ }));
  await page.keyboard.type('要新交货期');
  await tabTo(page, page.getByRole('radiogroup', { name: '意向' }));
  await page.keyboard.press('i');
  await page.keyboard.press('2');
  await page.keyboard.press('f');
  await tabTo(page, page.getByRole('button', { name: /日 周. 09:/ }).first());
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('textbox', { name: /^目的/ }));
  await page.keyboard.type('告诉交货期');
  await page.keyboard.press('Control+Enter');
  await expect(page).not.toHaveURL(/complete=/);
  const record = await site.read<{ to_be_completed: boolean; key_points: string }>('rep', `/v1/call-records/${id}`);
  expect(record).toMatchObject({ to_be_completed: false, key_points: '问交货期' });
});

async function planned(site: Site, query: string): Promise<Planned[]> {
  return (await site.read<{ items: Planned[] }>('rep', `/v1/planned-contacts?${query}`)).items;
}

/** The planned contact that is open at the desk. */
async function open(page: Page): Promise<Planned> {
  await expect(page).toHaveURL(/item=/);
  const id = new URL(page.url()).searchParams.get('item') ?? '';
  const answer = await page.context().request.get(`${new URL(page.url()).origin}/v1/planned-contacts/${id}`);
  const item = (await answer.json()) as Planned;
  await expect(page.getByRole('heading', { name: item.customer_name })).toBeVisible();
  return item;
}
