import { expectAccessible } from './support/accessibility.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import { expect, test } from './support/test.ts';

test.use({ person: 'manager' });

test('a segment becomes a campaign, it starts, and a call made in it counts', async ({ page, site, later }) => {
  const rep = await site.as('rep');
  const key = () => ({ 'Idempotency-Key': crypto.randomUUID() });
  const name = `Wadi Brine Works ${crypto.randomUUID().slice(0, 6)}`;
  const entered = await rep.post('/v1/customers', {
    headers: key(),
    data: { name, source_channel: 'sales', zone: 'Europe/Berlin', intent_level: 'committed' },
  });
  expect(entered.ok(), await entered.text()).toBe(true);
  const customer = (await entered.json()) as { id: string };

  // The segment: a view of the list, saved.
  await page.goto('/customers');
  await settled(page);
  await page.keyboard.press('f');
  const form = page.getByRole('dialog', { name: '条件' });
  await form.getByRole('combobox', { name: '条件' }).fill('意向');
  await page.getByRole('option', { name: '意向', exact: true }).click();
  await form.getByRole('button', { name: '明确', exact: true }).click();
  await form.getByRole('button', { name: '添加条件' }).click();
  await page.getByRole('button', { name: /另存为/ }).click();
  const view = page.getByRole('dialog', { name: '另存为视图' });
  await view.getByLabel('名称').fill('明确意向');
  await view.getByRole('button', { name: '保存视图' }).click();
  await expect(page).toHaveURL(/\/customers\?view=[\w-]+$/);

  // The campaign for it.
  await page.getByRole('button', { name: '此视图' }).click();
  await page.getByRole('menuitem', { name: '为这些客户新建市场活动' }).click();
  await expect(page).toHaveURL(/\/campaigns\?segment=/);
  const made = page.getByRole('dialog', { name: '新建市场活动' });
  await expect(made.getByText(/你能看到 \d+ 家客户/)).toBeVisible();
  await made.getByRole('button', { name: '新建市场活动' }).click();
  await expect(made.getByText('请为市场活动命名。')).toBeVisible();
  await made.getByLabel('名称').fill('盐水泵首批工厂');
  await made.getByLabel('数量').fill('4');
  await made.getByRole('button', { name: '欧洲组' }).click();
  await expectAccessible(page);
  await made.getByRole('button', { name: '新建市场活动' }).click();
  await expect(page).toHaveURL(/\/campaigns\/[\w-]+$/);

  await page.getByRole('button', { name: '启动' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '启动' }).click();
  await expect(page.getByText('进行中')).toBeVisible();
  await expect(page.getByRole('link', { name })).toBeVisible();
  await expectAccessible(page);

  // The rep's call counts.
  await later(2);
  const call = await rep.post('/v1/call-records', {
    headers: key(),
    data: {
      customer_id: customer.id,
      started_at: new Date(site.now().getTime() - 30_000).toISOString(),
      disposition: 'connected',
      outcome: 'Wants a quotation',
      key_points: 'Two lines by July',
      intent_level: 'high',
      next_step: { kind: 'none', reason: 'Asked to wait' },
      outside_hours_reason: 'Agreed on',
    },
  });
  expect(call.ok(), await call.text()).toBe(true);
  await page.reload();
  await settled(page);
  await expect(page.getByRole('row', { name: /有意向/ }).first()).toContainText('1');
  await expect(page.getByText('25%')).toBeVisible();
  await expect(page.getByRole('table', { name: '拨打情况' })).toContainText('王芳');
  await shoot(page, 'campaigns.running', 'zh-CN', 'light', 1440);

  // And stands in the list, and among the sources.
  await page.goto('/campaigns');
  await settled(page);
  await expect(page.getByRole('link', { name: /盐水泵首批工厂/ })).toContainText('25%');
  await page.getByRole('button', { name: '按来源' }).click();
  await expect(page.getByRole('row', { name: /销售开发/ })).toBeVisible();
  await expectAccessible(page);
});
