import type { APIResponse } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { settled } from './support/settled.ts';
import type { Site } from './support/site.ts';
import { expect, test } from './support/test.ts';

// What is kept beside records: files, calls that nobody was known for, hours that were asked for, the catalogue of
// objections, shifts. Each test makes a customer of its own.

const once = () => ({ 'Idempotency-Key': crypto.randomUUID() });

async function made<T>(answer: APIResponse): Promise<T> {
  if (!answer.ok()) throw new Error(`${answer.url()}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function newCustomer(site: Site, fields: object = {}): Promise<{ id: string; name: string }> {
  const name = `Kept Papers ${crypto.randomUUID().slice(0, 8)}`;
  const data = { name, source_channel: 'sales', country: 'DE', city: 'Berlin', ...fields };
  return made(await (await site.as('rep')).post('/v1/customers', { data, headers: once() }));
}

/** One red point, as a PNG. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

test('a picture sent with a proposal stands in the files of the customer, is looked at, and that is kept', async ({
  page,
  site,
}) => {
  const rep = await site.as('rep');
  const customer = await newCustomer(site);
  const opportunity = await made<{ id: string }>(
    await rep.post('/v1/opportunities', { data: { customer_id: customer.id, title: '备件' }, headers: once() }),
  );
  const file = await made<{ id: string }>(
    await rep.post('/v1/files', {
      multipart: { file: { name: '铭牌.png', mimeType: 'image/png', buffer: PNG } },
      headers: once(),
    }),
  );
  const path = `/v1/opportunities/${opportunity.id}/proposals`;
  await made(await rep.post(path, { data: { summary: '两台泵', file_ids: [file.id] }, headers: once() }));

  await page.goto(`/customers/${customer.id}?tab=files`);
  const row = page.getByRole('row', { name: /铭牌\.png/ });
  await expect(row).toContainText('机会的方案');
  await row.dblclick();
  const drawer = page.getByRole('dialog', { name: '铭牌.png' });
  await expectAccessible(page);
  await drawer.getByRole('button', { name: '显示图片' }).click();
  await expect(drawer.getByRole('img', { name: '铭牌.png' })).toHaveJSProperty('naturalWidth', 1);
  const fetched = () =>
    site.read<{ items: { user_id: string }[] }>('manager', `/v1/files/${file.id}/downloads`).then(({ items }) => items);
  await expect.poll(async () => (await fetched()).length).toBe(1);
  await drawer.getByRole('link', { name: '机会的方案' }).click();
  await expect(page).toHaveURL(new RegExp(`/opportunities/${opportunity.id}`));

  // The company's list finds it by its name.
  await page.goto('/files?view=picture');
  await page.getByRole('searchbox', { name: '文件名' }).fill('铭牌');
  await expect(page.getByRole('row', { name: new RegExp(`铭牌\\.png.*${customer.name}`) })).toBeVisible();
});

test('a call with somebody unknown is put into the record of whose it was', async ({ page, site }) => {
  const customer = await newCustomer(site);
  const ended = new Date(site.now().getTime() - 60_000);
  const number = `+4930${String(Date.now()).slice(-7)}`;
  const call = await made<{ id: string; state: string }>(
    await (
      await site.as('rep')
    ).post('/v1/phone-calls', {
      data: {
        source: 'pbx',
        external_id: `unknown-${ended.getTime()}`,
        direction: 'inbound',
        number,
        started_at: new Date(ended.getTime() - 250_000).toISOString(),
        answered_at: new Date(ended.getTime() - 240_000).toISOString(),
        ended_at: ended.toISOString(),
      },
      headers: once(),
    }),
  );
  expect(call.state).toBe('unattached');
  await page.goto('/records?reported=calls&state=unattached');
  await settled(page);
  await expectAccessible(page);
  const given = page.getByRole('button', { name: new RegExp(`^指明客户.*${number.slice(-3)}$`) });
  await given.click();
  const dialog = page.getByRole('dialog', { name: /这是和哪位客户/ });
  await dialog.getByRole('button', { name: '归入该客户' }).click();
  await expect(dialog.getByText('说明是哪位客户。')).toBeVisible();
  await dialog.getByRole('combobox', { name: /客户/ }).fill(customer.name);
  await page.getByRole('option', { name: new RegExp(customer.name) }).click();
  await dialog.getByRole('button', { name: '归入该客户' }).click();
  await expect(dialog).toBeHidden();
  const kept = await site.read<{ customer_id: string; state: string }>('rep', `/v1/phone-calls/${call.id}`);
  expect(kept).toMatchObject({ customer_id: customer.id, state: 'recorded' });
});

test('the hours that a customer asked for are kept, narrow the call hours, and are dropped again', async ({
  page,
  site,
}) => {
  const customer = await newCustomer(site);
  const hours = () =>
    site.read<{ own_hours: { tuesday: unknown[]; monday: unknown[] } | null }>(
      'rep',
      `/v1/callable-windows?customer_id=${customer.id}&from=${site.now().toISOString()}&to=${new Date(
        site.now().getTime() + 86_400_000,
      ).toISOString()}`,
    );
  await page.goto(`/customers/${customer.id}?tab=contacts`);
  await page.getByRole('button', { name: '客户要求的时段' }).click();
  const dialog = page.getByRole('dialog', { name: '客户要求的时段' });
  await dialog.getByRole('textbox', { name: '周二' }).fill('25:00');
  await expect(dialog.getByText('写成 09:00–12:00 13:00–18:00')).toBeVisible();
  await dialog.getByRole('textbox', { name: '周二' }).fill('10:00–11:30');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '保存时段' }).click();
  await expect(dialog).toBeHidden();
  expect((await hours()).own_hours).toMatchObject({ tuesday: [{ start: '10:00', end: '11:30' }], monday: [] });
  await expect(page.getByText('10:00–11:30')).toBeVisible();
  await page.getByRole('button', { name: '客户要求的时段' }).click();
  await dialog.getByText('客户不再要求时段').click();
  await dialog.getByRole('button', { name: '取消这些时段' }).click();
  await expect(dialog).toBeHidden();
  expect((await hours()).own_hours).toBeNull();
});

test.describe('a lead', () => {
  test.use({ person: 'lead' });

  test('enters an objection, renames it and takes it out of use', async ({ page, site }) => {
    const code = `noise_${crypto.randomUUID().slice(0, 6)}`;
    await page.goto('/objections');
    await settled(page);
    await expectAccessible(page);
    await page.getByRole('button', { name: /新异议/ }).click();
    let dialog = page.getByRole('dialog', { name: '新异议' });
    await dialog.getByRole('textbox', { name: /编码/ }).fill(code);
    await dialog.getByRole('textbox', { name: /英文名/ }).fill('Too loud');
    await dialog.getByRole('textbox', { name: /中文名/ }).fill('噪声太大');
    await dialog.getByRole('textbox', { name: /排列顺序/ }).fill('90');
    await dialog.getByRole('button', { name: '添加异议' }).click();
    await expect(dialog).toBeHidden();
    const row = page.getByRole('row').filter({ hasText: code });
    await expect(row).toContainText('噪声太大');
    await row.getByRole('button').first().click();
    dialog = page.getByRole('dialog', { name: /噪声太大/ });
    await dialog.getByText('使用中').click();
    await dialog.getByRole('button', { name: '保存异议' }).click();
    await expect(row).toContainText('已停用');
    const { items } = await site.read<{ items: { code: string; active: boolean }[] }>(
      'lead',
      '/v1/objections?limit=100',
    );
    expect(items.find((each) => each.code === code)?.active).toBe(false);
  });

  test('gives somebody shifts of their own, and drops them', async ({ page, site }) => {
    const who = site.email('rep3');
    const { items } = await site.read<{ items: { id: string; name: string }[] }>('admin', `/v1/users?email=${who}`);
    const person = items[0];
    if (person === undefined) throw new Error('the demo company has no rep3');
    const rosters = () => site.read<{ items: unknown[] }>('lead', `/v1/rosters?user_id=${person.id}`);
    await page.goto('/rosters');
    const name = `${person.name}的班次`;
    await page
      .getByRole('button', { name: new RegExp(`${person.name}`) })
      .first()
      .click();
    const dialog = page.getByRole('dialog', { name: new RegExp(person.name) });
    await dialog.getByRole('textbox', { name: '周一' }).fill('13:00–21:00');
    await dialog.getByRole('button', { name: '保存' }).first().click();
    await expect(dialog, name).toBeHidden();
    await expect.poll(async () => (await rosters()).items.length).toBe(1);
    await page
      .getByRole('button', { name: new RegExp(`${person.name}`) })
      .first()
      .click();
    await dialog.getByText('不再单独排班').click();
    await dialog.getByRole('button', { name: '取消排班' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(async () => (await rosters()).items.length).toBe(0);
  });
});

test.describe('an opportunity', () => {
  test('has its offer put right and a file added to it', async ({ page, site }) => {
    const rep = await site.as('rep');
    const customer = await newCustomer(site);
    const opportunity = await made<{ id: string }>(
      await rep.post('/v1/opportunities', { data: { customer_id: customer.id, title: '换泵' }, headers: once() }),
    );
    const path = `/v1/opportunities/${opportunity.id}/proposals`;
    await made(await rep.post(path, { data: { summary: '一台泵', file_ids: [] }, headers: once() }));
    await page.goto(`/opportunities/${opportunity.id}`);
    await settled(page);
    await page.getByRole('button', { name: '修改第 1 版' }).click();
    const dialog = page.getByRole('dialog', { name: '修改第 1 版' });
    await dialog.getByRole('textbox', { name: /提供什么|改了什么|内容/ }).fill('两台泵，含备件');
    await dialog.locator('input[type=file]').setInputFiles({ name: '报价.png', mimeType: 'image/png', buffer: PNG });
    await expect(dialog.getByText('报价.png')).toBeVisible();
    await dialog.getByRole('button', { name: '保存修改' }).click();
    await expect(dialog).toBeHidden();
    const { items } = await site.read<{ items: { summary: string; files: { name: string }[] }[] }>('rep', path);
    expect(items[0]).toMatchObject({ summary: '两台泵，含备件', files: [{ name: '报价.png' }] });
    await expect(page.getByRole('link', { name: '报价.png' })).toBeVisible();
  });
});
