import { expectAccessible } from './support/accessibility.ts';
import { expect, test } from './support/test.ts';

// Two records of one company become one, and two again.

test.use({ person: 'lead' });

test('a pair is compared, merged with one choice of the other side, and undone', async ({ page, site, later }) => {
  const client = await site.as('rep');
  const enter = async (data: object) => {
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    const body = {
      source_channel: 'web',
      country: 'AE',
      city: 'Dubai',
      website: 'gulfdesal.example',
      allow_duplicate: true,
      reason: 'x',
    };
    const answer = await client.post('/v1/customers', { data: { ...body, ...data }, headers });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as { id: string };
  };
  const kept = await enter({ name: 'Gulf Desal Trading LLC', industry: '海水淡化设备' });
  const gone = await enter({
    name: 'Gulf Desalination Trading L.L.C.',
    industry: '工业水处理',
    legal_representative: 'Faisal Al Mansoori',
  });
  await later(24 * 60); // duplicates are looked for every night
  const pairs = async () =>
    (await site.read<{ items: { id: string }[] }>('lead', `/v1/duplicate-pairs?customer_id=${kept.id}&state=open`))
      .items;
  await expect.poll(async () => (await pairs()).length).toBe(1);
  const pair = (await pairs())[0]?.id ?? '';

  await page.goto(`/customers/${kept.id}`);
  await expect(page.getByText(/可能与.*是同一家公司/)).toBeVisible();
  await page.getByRole('button', { name: '对比' }).click();
  await expect(page).toHaveURL(`/duplicates?pair=${pair}`);
  const table = page.getByRole('region', { name: '保留哪一边' });
  await expect(table.getByRole('radiogroup', { name: /行业/ })).toBeVisible();
  if (!(await table.getByText('保留：').locator('xpath=..').innerText()).includes('Gulf Desal Trading'))
    await page.keyboard.press('w');
  await table.getByRole('radiogroup', { name: /行业/ }).getByText('工业水处理').click();
  await expect(table.getByText('你选的')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('写明为什么是同一家。')).toBeVisible();
  await page.getByRole('textbox', { name: /原因/ }).fill('同一网站，同一城市');
  await page.keyboard.press('Control+Enter');
  await expect.poll(async () => (await pairs()).length).toBe(0);
  const winner = await site.read<{ industry: string; legal_representative: string }>(
    'lead',
    `/v1/customers/${kept.id}`,
  );
  expect(winner).toMatchObject({ industry: '工业水处理', legal_representative: 'Faisal Al Mansoori' });

  await page.getByRole('radio', { name: /最近合并/ }).click();
  await expect(page).toHaveURL(/tab=recent/);
  await page
    .getByRole('button', { name: /撤销 · 剩/ })
    .first()
    .click();
  await expect(page.getByText(/已撤销/).first()).toBeVisible();
  const again = await site.read<{ name: string }>('lead', `/v1/customers/${gone.id}`);
  expect(again.name).toBe('Gulf Desalination Trading L.L.C.');
});
