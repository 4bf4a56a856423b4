import { expectAccessible } from './support/accessibility.ts';
import { customerOf, made } from './support/made.ts';
import { expect, test } from './support/test.ts';

// Contacts: found in their list, opened beside it, corrected; one that was no call is logged; a question goes its way.

interface Record {
  id: string;
  customer_id: string;
  customer_name: string;
  method: string;
  key_points: string | null;
  author_id: string;
}

test('a record is found by what was said, opened beside the list and corrected', async ({ page, site }) => {
  const customer = await customerOf(site, 'rep', 'Aufzeichnung Pumpen');
  const at = (minutesAgo: number) => new Date(site.now().getTime() - minutesAgo * 60_000).toISOString();
  const record = await made<Record>(site, 'rep', '/v1/call-records', {
    customer_id: customer.id,
    direction: 'outbound',
    disposition: 'connected',
    started_at: at(9),
    ended_at: at(5),
    talk_seconds: 200,
    key_points: `要两台备用泵 ${customer.name}`,
    outcome: '要报价',
    intent_level: 'medium',
    objections: ['price'],
    next_step: { kind: 'none', reason: '报价已在路上' },
  });
  await page.goto('/records?days=ever');
  const grid = page.getByRole('grid', { name: '联系记录' });
  await expect(grid.getByText(record.customer_name).first()).toBeVisible();
  await page.goto(`/records?days=ever&open=${record.id}`);
  const drawer = page.getByRole('dialog', { name: record.customer_name });
  await expect(drawer.getByText(record.key_points ?? '').first()).toBeVisible();
  await expectAccessible(page);
  await drawer.getByRole('button', { name: '更正' }).click();
  const form = page.getByRole('dialog', { name: /更正/ }).last();
  const words = `要点更正 ${Date.now()}`;
  await form.getByRole('textbox', { name: '要点' }).fill(words);
  await form.getByRole('button', { name: '更正' }).click();
  await expect(form.getByText('请说明原因，会留在历史里。')).toBeVisible();
  await form.getByRole('textbox', { name: /更正原因/ }).fill('听了录音');
  await form.getByRole('button', { name: '更正' }).click();
  await expect(drawer.getByText(words)).toBeVisible();
  const kept = async () => (await site.read<Record>('rep', `/v1/contact-records/${record.id}`)).key_points;
  await expect.poll(kept).toBe(words);
});

test('a visit is logged from the customer with its next step', async ({ page, site }) => {
  const customer = await customerOf(site, 'rep', 'Besuch Pumpen');
  await page.goto(`/customers/${customer.id}`);
  await expect(page.getByRole('heading', { name: customer.name })).toBeVisible();
  await page.keyboard.press('l');
  const dialog = page.getByRole('dialog', { name: /记录与/ });
  await dialog
    .getByRole('button', { name: /^方式|方式/ })
    .first()
    .click();
  await page.getByRole('option', { name: '上门' }).click();
  const words = `车间里看了三台泵 ${Date.now()}`;
  await dialog.getByRole('textbox', { name: '要点' }).fill(words);
  await dialog.getByRole('textbox', { name: '结果' }).fill('要报价');
  await dialog.getByRole('button', { name: '意向' }).click();
  await page.getByRole('option', { name: '中', exact: true }).click();
  await dialog.getByRole('radio', { name: '无' }).click();
  await dialog.getByRole('button', { name: '记录' }).click();
  await expect(dialog.getByText('写明为什么没有下一步。')).toBeVisible();
  await dialog.getByRole('textbox', { name: /原因/ }).fill('报价已在路上');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '记录' }).click();
  await expect(dialog).toBeHidden();
  const records = await site.read<{ items: Record[] }>(
    'rep',
    `/v1/contact-records?customer_id=${customer.id}&method=visit&limit=1`,
  );
  expect(records.items[0]).toMatchObject({ method: 'visit', key_points: words });
  await expect(page.getByText(words)).toBeVisible();
});

test('a question goes to a department, is answered there and told to the customer', async ({ page, site }) => {
  const question = `CP-300 能否用于海水？${Date.now()}`;
  const customer = await customerOf(site, 'rep', 'Besuch Pumpen');
  await page.goto('/handoffs');
  await page.getByRole('button', { name: '转办' }).click();
  const dialog = page.getByRole('dialog', { name: '转办' });
  await dialog.getByRole('combobox', { name: /客户/ }).fill(customer.name);
  await page.getByRole('option').first().click();
  await dialog.getByRole('button', { name: /部门/ }).click();
  await page.getByRole('option', { name: '产品部' }).click();
  await dialog.getByRole('textbox', { name: '问题' }).fill(question);
  await dialog.getByRole('button', { name: '转办' }).click();
  const article = page.getByRole('article');
  await expect(article.getByText(question)).toBeVisible();
  await expectAccessible(page);

  const asked = await site.read<{ items: { id: string; question: string }[] }>(
    'rep',
    '/v1/handoffs?sort=-asked_at&limit=1',
  );
  const handoff = asked.items[0];
  expect(handoff?.question).toBe(question);
  const answerer = await site.as('product');
  const read = await answerer.get(`/v1/handoffs/${handoff?.id}`);
  expect(read.ok(), await read.text()).toBe(true);
  const answered = await answerer.post(`/v1/handoffs/${handoff?.id}/moves/answer`, {
    data: { answer: '可以，用双相钢叶轮。' },
    headers: { 'Idempotency-Key': crypto.randomUUID(), 'If-Match': read.headers()['etag'] ?? '' },
  });
  expect(answered.ok(), await answered.text()).toBe(true);

  await page.goto(`/handoffs?view=asked&open=${handoff?.id}`);
  await expect(article.getByText('可以，用双相钢叶轮。')).toBeVisible();
  await page.keyboard.press('t');
  const told = page.getByRole('dialog', { name: /已告知/ });
  await told.getByRole('textbox', { name: '怎样告知的' }).fill('电话里说了');
  await told.getByRole('button', { name: '已告知' }).click();
  await expect
    .poll(async () => (await site.read<{ state: string }>('rep', `/v1/handoffs/${handoff?.id}`)).state)
    .toBe('told_to_customer');
});

test('a list of lines on a phone is one of even rows again on a wide screen', async ({ page }) => {
  const narrow = { width: 390, height: 844 };
  const height = async (): Promise<number> => (await page.getByRole('row').nth(2).boundingBox())?.height ?? 0;
  await page.setViewportSize(narrow);
  await page.goto('/records');
  await expect(page.getByRole('row').nth(2)).toBeVisible();
  expect(await height()).toBeGreaterThan(50);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect.poll(height).toBeLessThan(50);
});
