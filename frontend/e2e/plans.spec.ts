import { expectAccessible } from './support/accessibility.ts';
import { dialogOf } from './support/dialog.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import type { Site } from './support/site.ts';
import { expect, test } from './support/test.ts';

// Plans: drafted and submitted by a manager, a week worked by keyboard, and a revisit with its scores.

interface Item {
  id: string;
  customer_id: string;
  customer_name: string;
  due_on: string;
  due_at: string | null;
  state: string;
  previous_id: string | null;
}

const itemsOf = async (site: Site, person: string, path: string) =>
  (await site.read<{ items: Item[] }>(person, path)).items;

test.describe('a manager', () => {
  test.use({ person: 'manager' });

  test('drafts a revisit plan, plans a visit and submits it ahead', async ({ page, site }) => {
    await page.goto('/plans/list');
    await settled(page);
    await expect(page.getByRole('button', { name: /新建计划/ })).toBeVisible();
    await page.keyboard.press('c');
    const draft = page.getByRole('dialog', { name: '新建计划' });
    await draft.getByRole('textbox', { name: /^名称/ }).fill('四月工厂回访');
    await draft.getByRole('textbox', { name: /^用途/ }).fill('看看新生产线');
    await draft.getByRole('button', { name: '起草计划' }).click();
    await expect(page).toHaveURL(/\/plans\/[0-9a-f-]{36}/);
    const id = new URL(page.url()).pathname.split('/')[2] ?? '';
    await settled(page);
    await expect(page.getByRole('button', { name: '安排联系' })).toBeVisible();

    await page.keyboard.press('c');
    const add = page.getByRole('dialog', { name: '安排联系' });
    await add.getByRole('combobox', { name: /^客户/ }).press('ArrowDown');
    await page.getByRole('listbox').getByRole('option').first().click();
    await page.keyboard.press('Tab');
    await expect(add.getByRole('list', { name: '已选客户' }).getByRole('listitem')).toHaveCount(1);
    await add.getByRole('button', { name: /方式/ }).click();
    await page.getByRole('option', { name: '上门' }).click();
    await add.getByRole('group', { name: /^日期/ }).getByRole('spinbutton').first().click();
    await page.keyboard.type('20260415');
    await add.getByRole('textbox', { name: /^目的/ }).fill('看设备运行');
    await add.getByRole('button', { name: '保存计划' }).click();
    await expect(add).toBeHidden();
    const [item] = await itemsOf(site, 'manager', `/v1/contact-plans/${id}/items`);
    expect(item?.due_on).toBe('2026-04-15');
    await expectAccessible(page);
    await shoot(page, 'journey-plan');

    await page.getByRole('button', { name: '提交审批' }).click();
    const submit = page.getByRole('dialog', { name: /提交审批/ });
    await submit.getByRole('button', { name: '提交审批' }).click();
    await expect(submit).toBeHidden();
    const plan = await site.read<{ state: string; submitted_late: boolean }>('manager', `/v1/contact-plans/${id}`);
    expect(plan).toMatchObject({ state: 'submitted', submitted_late: false });
    await expect(page.getByText('待批准').first()).toBeVisible();
  });

  test('gathers changes of an approved plan and submits them together', async ({ page, site }) => {
    const { items: plans } = await site.read<{ items: { id: string }[] }>(
      'manager',
      '/v1/contact-plans?kind=revisit&state=approved&owner_id=me&limit=1',
    );
    const id = plans[0]?.id ?? '';
    const items = (await itemsOf(site, 'manager', `/v1/contact-plans/${id}/items`)).filter(
      ({ state }) => state === 'planned',
    );
    const [first, second] = items;
    if (first === undefined || second === undefined) throw new Error('two contacts are planned');
    await page.goto(`/plans/${id}`);
    await settled(page);
    await page.getByRole('button', { name: '一次变更多项' }).click();
    // A customer may stand there twice: the one that can still be changed is meant.
    const row = (item: Item) =>
      page
        .getByRole('row', { name: new RegExp(escaped(item.customer_name)) })
        .filter({ has: page.getByRole('button', { name: /的操作$/ }) })
        .first();
    await row(first)
      .getByRole('button', { name: /的操作$/ })
      .click();
    await page.getByRole('menuitem', { name: '放弃' }).click();
    await row(second)
      .getByRole('button', { name: /的操作$/ })
      .click();
    await page.getByRole('menuitem', { name: '修改方式与目的' }).click();
    const change = dialogOf(page);
    await change.getByRole('textbox', { name: /^目的/ }).fill('先开视频会议');
    await change.getByRole('button', { name: '加入变更' }).click();
    await expect(page.getByRole('list', { name: '已汇集的变更' }).getByRole('listitem')).toHaveCount(2);
    await page.getByRole('textbox', { name: /^变更原因/ }).fill('客户停产检修');
    await page.getByRole('button', { name: '提交 2 项变更' }).click();
    await expect(page.getByRole('list', { name: '已汇集的变更' })).toBeHidden();
    const { items: amendments } = await site.read<{ items: { reason: string; changes: unknown[] }[] }>(
      'manager',
      `/v1/contact-plans/${id}/amendments`,
    );
    expect(amendments[0]).toMatchObject({ reason: '客户停产检修' });
    expect(amendments[0]?.changes).toHaveLength(2);
    await expect(page.getByText('批准后的变更')).toBeVisible();
  });

  test('records a revisit with its four scores', async ({ page, site }) => {
    const { items } = await site.read<{ items: { id: string; name: string }[] }>(
      'manager',
      '/v1/customers?limit=1&sort=name&do_not_call=false&category=closed',
    );
    const customer = items[0];
    if (customer === undefined) throw new Error('nobody has bought yet');
    await page.goto(`/plans/revisit?customer=${customer.id}`);
    await settled(page);
    await page.getByRole('button', { name: /方式/ }).click();
    await page.getByRole('option', { name: '视频会议' }).click();
    await expect(page.getByRole('listbox')).toBeHidden();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('四项都要打分，1 差，5 优。')).toBeVisible();
    await page.getByRole('textbox', { name: /^说了什么/ }).fill('泵运行平稳，密封换过一次');
    await page.getByRole('textbox', { name: /^结果/ }).fill('满意，明年扩产');
    for (const score of ['产品质量', '服务态度', '响应速度', '解决问题']) {
      await page.getByRole('radiogroup', { name: score }).getByRole('radio', { name: '5' }).click();
    }
    // What was typed is there after a reload.
    await page.waitForTimeout(600);
    await page.reload();
    await settled(page);
    await expect(page.getByRole('textbox', { name: /^说了什么/ })).toHaveValue('泵运行平稳，密封换过一次');
    await expectAccessible(page);
    await shoot(page, 'journey-revisit');
    await page.keyboard.press('Control+Enter');
    await expect(page).toHaveURL(new RegExp(`/customers/${customer.id}`));
    const records = await site.read<{ items: { key_points: string; satisfaction: { product_quality: number } }[] }>(
      'manager',
      `/v1/contact-records?customer_id=${customer.id}&occasion=revisit&limit=1`,
    );
    expect(records.items[0]).toMatchObject({
      key_points: '泵运行平稳，密封换过一次',
      satisfaction: { product_quality: 5 },
    });
  });
});

test.describe('a rep', () => {
  test('moves a contact by arrows, with the reason; and gets it as a calendar file', async ({ page, site }) => {
    const items = await itemsOf(
      site,
      'rep',
      '/v1/planned-contacts?assignee_id=me&state=planned&plan_kind=follow_up&sort=due_from&limit=50',
    );
    const isBeforeFriday = (day: string) => [1, 2, 3, 4].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
    const item = items.find((each) => each.due_at !== null && isBeforeFriday(each.due_on));
    if (item === undefined) throw new Error('nothing is planned at a time');
    await page.goto(`/plans?week=${item.due_on}&item=${item.id}`);
    await settled(page);
    const card = page.locator(`[data-item="${item.id}"]`);
    await card.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await expect(page.getByText('将改到')).toBeVisible();
    await expectAccessible(page);
    await shoot(page, 'journey-week');
    await page.keyboard.press('m');
    const move = page.getByRole('dialog', { name: /改期/ });
    await move.getByRole('textbox', { name: /^改期原因/ }).fill('客户那天出差');
    await move.getByRole('button', { name: '改期' }).click();
    await expect(move).toBeHidden();
    const moved = (await itemsOf(site, 'rep', `/v1/planned-contacts?customer_id=${item.customer_id}&limit=50`)).find(
      ({ previous_id }) => previous_id === item.id,
    );
    const next = new Date(Date.parse(`${item.due_on}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    expect(moved?.due_on).toBe(next);
    const file = await page.context().request.get(`/v1/planned-contacts/${moved?.id}/calendar`);
    expect(await file.text()).toContain('BEGIN:VEVENT');
  });
});

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
