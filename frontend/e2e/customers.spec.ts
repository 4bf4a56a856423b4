import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { dialogOf } from './support/dialog.ts';
import { compose } from './support/compose.ts';
import { customerOf, made } from './support/made.ts';
import { settled } from './support/settled.ts';
import { expect, test } from './support/test.ts';
import type { Site } from './support/site.ts';

// The list of customers: views, conditions, editing in place, what is done to many at once.

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const enter = (site: Site, name: string, more: object = {}) => customerOf(site, 'rep', name, more);

test('a view is saved with its conditions, shared with the team, and gone again', async ({ page, site, browser }) => {
  await page.goto('/customers');
  await settled(page);
  await page.keyboard.press('f');
  const form = page.getByRole('dialog', { name: '条件' });
  await form.getByRole('combobox', { name: '条件' }).fill('意向');
  await page.getByRole('option', { name: '意向', exact: true }).click();
  await form.getByRole('button', { name: '高', exact: true }).click();
  await form.getByRole('button', { name: '添加条件' }).click();
  await expect(page).toHaveURL(/f=intent_level/);
  await expect(page.getByRole('group', { name: '条件' })).toContainText('意向是高');

  await page.getByRole('button', { name: /另存为/ }).click();
  const dialog = page.getByRole('dialog', { name: '另存为视图' });
  await dialog.getByRole('button', { name: '保存视图' }).click();
  await expect(dialog.getByText('给视图取个名称。')).toBeVisible();
  await dialog.getByLabel('名称').fill('高意向');
  await dialog.getByText('我的团队').click();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '保存视图' }).click();
  await expect(page).toHaveURL(/\/customers\?view=[\w-]+$/);
  const address = page.url();

  const other = await browser.newContext({ baseURL: site.url, locale: 'zh-CN' });
  await site.signIn(other.request, 'lead');
  const theirs = await other.newPage();
  await theirs.goto(address);
  await expect(
    theirs.getByRole('navigation', { name: '视图' }).getByRole('button', { name: /高意向/ }),
  ).toHaveAttribute('aria-current', 'page');
  await expect(theirs.getByRole('group', { name: '条件' })).toContainText('意向是高');
  await theirs.getByRole('button', { name: '此视图' }).click();
  await expect(theirs.getByRole('menuitem')).toHaveText(['为这些客户新建市场活动']); // not theirs to change
  await theirs.keyboard.press('Escape');

  await page.getByRole('button', { name: '此视图' }).click();
  await page.getByRole('menuitem', { name: '删除视图' }).click();
  await expect(page.getByRole('button', { name: /高意向/ })).toHaveCount(0);
  await theirs.reload();
  await expect(theirs.getByText(/这个视图已删除/)).toBeVisible();
  await other.close();
});

test('a cell is edited in place, and undone; theirs and mine are asked about', async ({ page, site, guard }) => {
  guard.permit(/412/);
  const customer = await enter(site, 'Zellwerk Probe', { intent_level: 'low', industry: 'Paper' });
  await page.goto(`/customers?q=${encodeURIComponent(customer.name)}&cols=name,intent_level,industry`);
  await row(page, customer.name).getByText('低').dblclick();
  await page.getByRole('option', { name: '高', exact: true }).click();
  await expect(row(page, customer.name)).toContainText('高');
  const read = async () =>
    await site.read<{ intent_level: string; industry: string; version: number }>('rep', `/v1/customers/${customer.id}`);
  await expect.poll(async () => (await read()).intent_level).toBe('high');
  await expect(page.getByRole('button', { name: /撤销/ }).first()).toBeVisible();
  await page.keyboard.press('z');
  await expect.poll(async () => (await read()).intent_level).toBe('low');
  await expect(row(page, customer.name)).toContainText('低');

  await row(page, customer.name).getByText('Paper').dblclick();
  const field = page.getByRole('textbox', { name: '行业' });
  await expect(field).toBeFocused();
  const { version } = await read();
  const lead = await site.as('lead');
  // The row hears of it by the stream; what is typed began with the old value all the same.
  const answer = await lead.patch(`/v1/customers/${customer.id}`, {
    data: { industry: 'Cellulose' },
    headers: { 'If-Match': `"${version}"` },
  });
  expect(answer.ok()).toBe(true);
  await field.fill('Pulp');
  await field.press('Enter');
  const dialog = page.getByRole('dialog', { name: /刚刚改过/ });
  await expect(dialog).toContainText('Cellulose');
  await expect(dialog).toContainText('Pulp');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '保存合并结果' }).click();
  await expect.poll(async () => (await read()).industry).toBe('Pulp');
});

test('Chinese is searched for once it is composed, and never before', async ({ page, site }) => {
  const customer = await enter(site, '滨江水务');
  await page.goto('/customers');
  await settled(page);
  await page.keyboard.press('/');
  const field = page.getByRole('searchbox');
  await expect(field).toBeFocused();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/customers/search')) asked.push(request.postData() ?? '');
  });
  await compose(page, ['b', 'bin', 'binjiang'], '滨江');
  await expect(row(page, customer.name)).toBeVisible();
  expect(asked.filter((body) => body.includes('binj'))).toEqual([]);
  await expect(page).toHaveURL(/q=/);
});

test('nobody fits: the list says which condition keeps them away', async ({ page, site }) => {
  const customer = await enter(site, 'Einzelstück', { city: 'Husum' });
  await page.goto(`/customers?q=${encodeURIComponent(customer.name)}&f=city:eq:Oslo`);
  await expect(page.getByText('没有符合条件的客户')).toBeVisible();
  await page.getByRole('button', { name: /去掉：城市/ }).click();
  await expect(row(page, customer.name)).toBeVisible();
});

test('counts who may be called now as the queue does, and leads there', async ({ page, site }) => {
  const enterCalled = (number: string, zone = 'Europe/Berlin') =>
    enter(site, 'Rufbereit', { zone, phones: [{ number }] });
  const open = [
    await enterCalled('+49 40 3613970'),
    await enterCalled('+49 40 3613971'),
    await enterCalled('+49 40 3613972'),
  ];
  const night = await enterCalled('+1 213 555 0142', 'America/Los_Angeles');
  const refuses = await enterCalled('+49 40 3613973');
  const { items: plans } = await site.read<{ items: { id: string }[] }>(
    'rep',
    '/v1/contact-plans?owner_id=me&standing=true&kind=follow_up&state=active',
  );
  const items = [...open, night, refuses].map(({ id }) => ({
    customer_id: id,
    method: 'phone',
    aim: '问设备运行情况',
    due_on: '2026-03-10',
  }));
  const planned = await made<{ planned: number }>(site, 'rep', `/v1/contact-plans/${plans[0]?.id}/items/bulk`, {
    items,
  });
  expect(planned).toMatchObject({ planned: 5 });
  await made(site, 'rep', `/v1/customers/${refuses.id}/opt-outs`, { channel: 'phone', reason: '不要打电话' });

  await page.goto('/customers?q=Rufbereit&cols=name');
  await settled(page);
  await expect(row(page, 'Rufbereit')).toHaveCount(5);
  await expect(page.getByText('现在可拨 3', { exact: true })).toBeVisible();
  const queue = await site.read<Record<'now' | 'later', { customer_id: string }[]>>('rep', '/v1/dial-queue');
  const waiting = new Set(queue.now.map((entry) => entry.customer_id));
  expect([...open, night, refuses].map(({ id }) => waiting.has(id))).toEqual([true, true, true, false, false]);
  expect(queue.later.map((entry) => entry.customer_id)).toContain(night.id);

  await page.getByRole('link', { name: '打开我的队列' }).click();
  await expect(page).toHaveURL(/\/dial/);
  await settled(page);
  const column = page.getByRole('region', { name: '队列' });
  for (const { name } of open) {
    // oxlint-disable-next-line no-await-in-loop
    await expect(column.getByText(name)).toBeVisible();
  }
  await expect(column.getByText(refuses.name)).toHaveCount(0);
});

test.describe('a lead', () => {
  test.use({ person: 'lead' });

  test('changes many at once, takes it back, and is told the limits before', async ({ page, site }) => {
    const names = [await enter(site, 'Sammelwerk'), await enter(site, 'Sammelwerk'), await enter(site, 'Sammelwerk')];
    await page.goto('/customers?q=Sammelwerk&cols=name,intent_level,owner_id');
    await expect(row(page, 'Sammelwerk')).toHaveCount(3);
    await row(page, names[0]?.name ?? '')
      .getByRole('checkbox')
      .click();
    const bar = page.getByRole('toolbar', { name: '已选内容' });
    await expect(bar).toContainText('已选 1');
    await bar.getByRole('button', { name: /选择全部/ }).click();
    await bar.getByRole('button', { name: '修改' }).click();
    const dialog = dialogOf(page);
    await dialog.getByRole('button', { name: /新值/ }).click();
    await page.getByRole('option', { name: '明确' }).click();
    await dialog.getByRole('button', { name: '全部修改' }).click();
    await expect(dialog).toBeHidden();
    const intents = async () =>
      (
        await Promise.all(names.map(({ id }) => site.read<{ intent_level: string }>('lead', `/v1/customers/${id}`)))
      ).map((each) => each.intent_level);
    expect(await intents()).toEqual(['committed', 'committed', 'committed']);
    await page.keyboard.press('z');
    await expect.poll(intents).toEqual(['none', 'none', 'none']);

    await page.getByRole('checkbox', { name: '选中这些行' }).focus();
    await page.keyboard.press('Space');
    await bar.getByRole('button', { name: '分配负责人' }).click();
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: '移交' }).click();
    await expect(dialog.getByText('选择由谁接手。')).toBeVisible();
    await dialog.getByRole('combobox', { name: /新负责人/ }).fill('陈浩');
    await page.getByRole('option', { name: /陈浩/ }).click();
    await dialog.getByLabel(/移交说明/).fill('区域调整');
    await page.clock.runFor(8000); // until what was said of the chosen name is said
    await expectAccessible(page);
    await dialog.getByRole('button', { name: '移交给陈浩' }).click();
    await expect(dialog).toBeHidden();
    await expect(row(page, '陈浩')).toHaveCount(3);
    await page.keyboard.press('z');
    await expect(row(page, '王芳')).toHaveCount(3);
  });

  test('plans the same contact with all that the filter finds, and is told who refuses', async ({ page, site }) => {
    const names = [await enter(site, 'Reihenwerk'), await enter(site, 'Reihenwerk'), await enter(site, 'Reihenwerk')];
    const refuses = names[1];
    await made(site, 'rep', `/v1/customers/${refuses?.id}/opt-outs`, { channel: 'phone', reason: '不要打电话' });
    await page.goto('/customers?q=Reihenwerk&cols=name,owner_id');
    await expect(row(page, 'Reihenwerk')).toHaveCount(3);
    await page.getByRole('checkbox', { name: '选中这些行' }).focus();
    await page.keyboard.press('Space');
    const bar = page.getByRole('toolbar', { name: '已选内容' });
    await bar.getByRole('button', { name: '安排联系' }).click();
    const dialog = page.getByRole('dialog', { name: '为 3 位客户安排联系' });
    await dialog.getByRole('button', { name: '全部安排' }).click();
    await expect(dialog.getByText('填写时间。')).toBeVisible();
    await dialog.getByRole('group', { name: /^日期/ }).getByRole('spinbutton').first().click();
    await page.keyboard.type('20260312');
    await dialog.getByRole('textbox', { name: /^目的/ }).fill('说明新的交货期');
    await expectAccessible(page);
    const sent: string[] = [];
    page.on('request', (request) => request.url().endsWith('/items/bulk') && sent.push(request.postData() ?? ''));
    await dialog.getByRole('button', { name: '全部安排' }).click();
    const left = dialog.getByRole('alert');
    await expect(left).toContainText('1 位客户保持原样');
    await expect(left).toContainText(refuses?.name ?? '');
    expect(sent).toHaveLength(1);
    await dialog.getByRole('button', { name: '关闭' }).click();
    await expect(bar).toBeHidden();

    // In the running plan of the rep, who makes them, on that day.
    interface Planned {
      aim: string;
      due_on: string;
      assignee_name: string;
    }
    const planned = async (id: string | undefined) =>
      (await site.read<{ items: Planned[] }>('rep', `/v1/planned-contacts?customer_id=${id}&state=planned`)).items;
    for (const each of [names[0], names[2]]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await planned(each?.id)).toMatchObject([
        { aim: '说明新的交货期', due_on: '2026-03-12', assignee_name: '王芳' },
      ]);
    }
    expect(await planned(refuses?.id)).toEqual([]);
  });

  test('exports what is chosen, with a purpose', async ({ page, site }) => {
    const customer = await enter(site, 'Ausfuhr');
    await page.goto(`/customers?q=${encodeURIComponent(customer.name)}`);
    await row(page, customer.name).getByRole('checkbox').click();
    await page.getByRole('toolbar', { name: '已选内容' }).getByRole('button', { name: '导出' }).click();
    const dialog = dialogOf(page);
    await dialog.getByRole('button', { name: '生成文件' }).click();
    await expect(dialog.getByText(/写明文件用途/)).toBeVisible();
    await dialog.getByLabel(/用途/).fill('展会名单');
    await dialog.getByRole('button', { name: '生成文件' }).click();
    const link = dialog.getByRole('link', { name: /下载/ });
    await expect(link).toBeVisible({ timeout: 40_000 });
    const file = await page.request.get((await link.getAttribute('href')) ?? '');
    expect(file.ok()).toBe(true);
  });
});

test('a rep opens a customer from the list and goes along it', async ({ page }) => {
  await page.goto('/customers?view=mine&sort=name');
  await settled(page);
  const names = page.getByRole('row').locator('[role=gridcell]:nth-child(1)');
  await expect(names.first()).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/customers\/[\w-]{36}$/);
  await expect(page.getByText(/第 1 位，共/)).toBeVisible();
  await settled(page);
  const name = page.getByRole('heading', { level: 1 }).last();
  await expect(name).not.toHaveText(/客户/);
  const first = await name.innerText();
  await page.keyboard.press('j');
  await expect(page.getByText(/第 2 位，共/)).toBeVisible();
  await page.keyboard.press('k');
  await expect(page.getByRole('heading', { level: 1 }).last()).toHaveText(first);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/customers\?view=mine&sort=name/);
  await expect(names.first()).toBeVisible();
});
