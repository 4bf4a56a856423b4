import { type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { tabTo } from './support/keyboard.ts';
import { type Made, customerOf, made } from './support/made.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import type { Person, Site } from './support/site.ts';
import { expect, test } from './support/test.ts';

// A script's life: written by a lead, approved by a manager, spoken by a rep, measured, followed by a better version,
// retired. For a market of its own, so that no other call is made by it.
test.use({ person: 'lead' });
test.setTimeout(240_000);

interface Record {
  id: string;
  script: { version_id: string; sections: string[]; branches: string[]; objections: string[] } | null;
  objections: string[];
}

/** Signs in as somebody else, and opens a page as they see it. */
async function become(page: Page, site: Site, person: Person, path: string): Promise<void> {
  await site.signIn(page.context().request, person);
  await page.goto(path);
  await settled(page);
}

async function chooseMove(page: Page, move: string, reason?: string): Promise<void> {
  await page.getByRole('button', { name: move, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: /^第 \d+ 版$/ });
  if (reason !== undefined) await dialog.getByLabel('原因').fill(reason);
  await dialog.getByRole('button', { name: move, exact: true }).click();
  await expect(dialog).toBeHidden();
}

async function kept(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: '已保存' })).toBeVisible();
}

let calls = 0;

/** A customer in that market who is called now, in the rep's running plan. */
async function toCall(site: Site): Promise<{ customer: Made; item: string }> {
  calls += 1;
  const customer = await customerOf(site, 'rep', 'Skript Armaturen', {
    country: 'MT',
    city: 'Valletta',
    zone: 'Europe/Malta',
    languages: ['en'],
    phones: [{ number: `+356 2122 ${1000 + calls}` }],
  });
  const plans = await site.read<{ items: { id: string }[] }>(
    'rep',
    '/v1/contact-plans?owner_id=me&standing=true&kind=follow_up&state=active',
  );
  const item = await made<{ id: string }>(site, 'rep', `/v1/contact-plans/${plans.items[0]?.id}/items`, {
    customer_id: customer.id,
    method: 'phone',
    aim: '介绍样机',
    due_on: '2026-03-10',
  });
  return { customer, item: item.id };
}

test('a script is written, approved, spoken by keyboard, measured, bettered and retired', async ({
  page,
  site,
  guard,
}) => {
  guard.permit(/tel:/); // no telephone in a test
  await made(site, 'product', '/v1/markets', {
    code: `m${crypto.randomUUID().slice(0, 6)}`,
    name: 'Journey market',
    name_zh: '话术市场',
    countries: ['MT'], // nobody else is there
  });

  // Written.
  await page.goto('/scripts');
  await settled(page);
  await page.getByRole('button', { name: '新建话术' }).click();
  const form = page.getByRole('dialog', { name: '新建话术' });
  await form.getByLabel('中文名称').fill('样机介绍');
  await form.getByLabel('英文名称').fill('Prototype introduction');
  await form.getByRole('button', { name: /场景/ }).click();
  await page.getByRole('option', { name: '首次联系' }).click();
  await form.getByRole('button', { name: /市场/ }).click();
  await page.getByRole('option', { name: '话术市场' }).click();
  await expectAccessible(page);
  await form.getByRole('button', { name: '新建话术' }).click();
  await expect(page).toHaveURL(/\/scripts\/[0-9a-f-]{36}/);
  const id = new URL(page.url()).pathname.split('/')[2] ?? '';
  await settled(page);
  await expect(page.getByRole('button', { name: '送批准' })).toBeDisabled(); // nothing is said yet

  await page.getByRole('button', { name: '加一段' }).click();
  await page.getByLabel('段落名称').fill('开场');
  await page.getByLabel('怎么说').fill('Hello {contact}, {rep} here. We have a prototype for you.');
  await page.getByRole('button', { name: '加一段' }).click();
  await page.getByLabel('段落名称').fill('样机');
  await page.getByLabel('怎么说').fill('It runs dry for half an hour. May I send the figures?');
  // What to say against the price, and where answers lead.
  await page.getByRole('button', { name: /^异议/ }).first().click();
  await page.getByRole('button', { name: '写“价格”的答法' }).click();
  await page.getByLabel('怎么答').fill('No seal to replace in five years.');
  await page.getByRole('button', { name: /^开场/ }).first().click();
  for (const [answer, target] of [
    ['Yes, go ahead', '样机'],
    ['Too dear', '异议：价格'],
  ] as const) {
    await page.getByRole('button', { name: '加分支' }).click();
    await page.getByLabel('客户怎么说').last().fill(answer);
    await page
      .getByRole('button', { name: /通向哪里/ })
      .last()
      .click();
    await page.getByRole('option', { name: target }).click();
  }
  await kept(page);
  await expect(page.getByText('什么都不缺。')).toBeVisible();
  await expectAccessible(page);
  await shoot(page, 'scripts.written', 'zh-CN', 'light', 1440);
  await chooseMove(page, '送批准');
  await expect(page.getByText(/第 1 版：/).first()).toContainText('待批准');

  // Approved by somebody else.
  await become(page, site, 'manager', `/scripts/${id}`);
  await chooseMove(page, '批准');
  await expect(page.getByText(/第 1 版：/).first()).toContainText('使用中');

  // Spoken: a branch, then an objection, by key; what was used is in the record.
  const one = await toCall(site);
  await become(page, site, 'rep', `/dial?item=${one.item}`);
  await expect(page.getByText('样机介绍 · 第 1 版')).toBeVisible();
  await page.keyboard.press('d');
  await page.keyboard.press('w');
  await expect(page.getByText('No seal to replace in five years.')).toBeVisible();
  await expectAccessible(page);
  await shoot(page, 'scripts.spoken', 'zh-CN', 'light', 1440);
  await page.keyboard.press('q');
  await expect(page.getByText('It runs dry for half an hour. May I send the figures?')).toBeVisible();
  await finish(page, '看重价格');
  const record = await recordOf(site, one.customer.id);
  const version = await site.read<{ versions: { id: string; number: number }[] }>('lead', `/v1/scripts/${id}`);
  expect(record.script?.version_id).toBe(version.versions.find(({ number }) => number === 1)?.id);
  expect(record.objections).toEqual(['price']);
  expect(record.script?.objections).toEqual(['price']);
  expect(record.script?.branches).toHaveLength(2);
  expect(record.script?.sections).toHaveLength(2);

  // Measured.
  await become(page, site, 'lead', `/scripts/${id}`);
  await page.getByRole('radio', { name: '效果' }).click();
  const rows = page.getByRole('table', { name: '各版效果' });
  await expect(rows.getByRole('row', { name: /第 1 版/ })).toContainText('1 / 1');
  await expect(page.getByText(/接通不足 50 通/)).toBeVisible(); // one call proves nothing, and it says so
  await expectAccessible(page);

  // A second version; approved, it takes the place of the first.
  await page.getByRole('radio', { name: '内容' }).click();
  await page.getByRole('button', { name: '新版本' }).click();
  await expect(page.getByLabel('这一版改了什么')).toBeVisible();
  await page.getByLabel('这一版改了什么').fill('先说好处');
  await page
    .getByRole('textbox', { name: '怎么说', exact: true })
    .fill('Hello {contact}, no more seals: {rep} here, from Orient Pumps.');
  await kept(page);
  await chooseMove(page, '送批准');
  await become(page, site, 'manager', `/scripts/${id}`);
  await chooseMove(page, '批准');
  const two = await toCall(site);
  await become(page, site, 'rep', `/dial?item=${two.item}`);
  await expect(page.getByText('样机介绍 · 第 2 版')).toBeVisible();
  await page.keyboard.press('d');
  await page.keyboard.press('q');
  await finish(page, '要数据');
  expect((await recordOf(site, two.customer.id)).script?.version_id).not.toBe(record.script?.version_id);

  // Compared.
  await become(page, site, 'lead', `/scripts/${id}`);
  await page.getByRole('radio', { name: '效果' }).click();
  await expect(rows.getByRole('row', { name: /第 2 版/ })).toContainText('1 / 1');
  await expect(rows.getByRole('row', { name: /第 1 版/ })).toContainText('1 / 1');
  await expect(page.getByText(/第 2 版对第 1 版/)).toContainText('还说明不了哪一版更好');
  await expectAccessible(page);
  await shoot(page, 'scripts.effect', 'zh-CN', 'light', 1440);

  // Retired: calls there go by another script again.
  await become(page, site, 'manager', `/scripts/${id}`);
  await chooseMove(page, '停用', '样机已停产');
  await expect(page.getByText(/第 2 版：/).first()).toContainText('停用');
  const three = await toCall(site);
  await become(page, site, 'rep', `/dial?item=${three.item}`);
  await expect(page.getByRole('heading', { name: three.customer.name })).toBeVisible();
  await expect(page.getByRole('button', { name: '为何用这份' })).toBeVisible();
  await expect(page.getByText(/样机介绍/)).toHaveCount(0);
});

/** Logs the call as connected, by keyboard, and waits until it is kept. */
async function finish(page: Page, said: string): Promise<void> {
  const item = new URL(page.url()).searchParams.get('item') ?? '';
  await page.keyboard.press('h');
  await page.keyboard.press('1');
  await page.keyboard.press('n');
  await page.keyboard.type(said);
  await tabTo(page, page.getByRole('textbox', { name: /^结果/ }));
  await page.keyboard.type('再谈');
  await tabTo(page, page.getByRole('radiogroup', { name: '意向' }));
  await page.keyboard.press('i');
  await page.keyboard.press('2');
  await page.keyboard.press('f');
  await tabTo(page, page.getByRole('button', { name: /日 周. 09:/ }).first());
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('textbox', { name: /^目的/ }));
  await page.keyboard.type('再谈样机');
  await page.keyboard.press('Control+s');
  await expect(page).not.toHaveURL(new RegExp(item));
}

async function recordOf(site: Site, customer: string): Promise<Record> {
  const list = `/v1/call-records?customer_id=${customer}&limit=1`;
  await expect.poll(async () => (await site.read<{ items: unknown[] }>('rep', list)).items.length).toBe(1);
  const { items } = await site.read<{ items: Record[] }>('rep', list);
  return items[0] as Record;
}
