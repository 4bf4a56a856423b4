import { expectAccessible } from './support/accessibility.ts';
import { dialogOf } from './support/dialog.ts';
import { expect, test } from './support/test.ts';

// An export over the limit waits for another person, who decides in the list of exports; the file is fetched and noted.

test.use({ person: 'director' });

interface Export {
  id: string;
  state: string;
  downloads: number;
  requested_by_name: string;
}

test('an export that waits is approved, made and fetched; another is denied with a reason', async ({ page, site }) => {
  const asker = await site.as('manager');
  const ask = async (purpose: string) => {
    const answer = await asker.post('/v1/exports', {
      data: { format: 'csv', purpose, columns: ['name', 'country', 'grade', 'owner'] },
      headers: { 'Idempotency-Key': crypto.randomUUID() },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as Export;
  };
  const mark = Date.now().toString(36);
  const order = await ask(`年会邀请 ${mark}`);
  const other = await ask(`随便看看 ${mark}`);
  expect(order.state).toBe('requested');

  await page.goto(`/exports?open=${order.id}`);
  const side = page.getByRole('region', { name: '这次导出' });
  await expect(side.getByText(`年会邀请 ${mark}`)).toBeVisible();
  await expect(side.getByText('范围内的所有客户')).toBeVisible();
  await expectAccessible(page);
  await side.getByRole('button', { name: /批准/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: '批准', exact: true }).click();
  await expect.poll(async () => (await site.read<Export>('manager', `/v1/exports/${order.id}`)).state).toBe('produced');
  const file = await asker.get(`/v1/exports/${order.id}/file`);
  expect(file.ok()).toBe(true);
  await page.reload();
  await expect(side.getByText('谁下载过')).toBeVisible();

  await page.goto(`/exports?open=${other.id}`);
  await side.getByRole('button', { name: '驳回' }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: '驳回' }).click();
  await expect(dialog.getByText('请说明原因。')).toBeVisible();
  await dialog.getByRole('textbox', { name: /原因/ }).fill('用途不清');
  await dialog.getByRole('button', { name: '驳回' }).click();
  await expect.poll(async () => (await site.read<Export>('manager', `/v1/exports/${other.id}`)).state).toBe('denied');
  await expect(side.getByText('用途不清')).toBeVisible();
});
