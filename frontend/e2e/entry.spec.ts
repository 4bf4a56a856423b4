import { expectAccessible } from './support/accessibility.ts';
import { compose } from './support/compose.ts';
import { customerOf } from './support/made.ts';
import { settled } from './support/settled.ts';
import { expect, test } from './support/test.ts';

// Entering a customer, and what its record then shows.

test('a customer is entered, though it seems known, and survives a reload on the way', async ({ page, site }) => {
  const [country, city] = ['DE', 'Köln'];
  const { name: known } = await customerOf(site, 'rep', 'Rheinpumpen Schmitz', { country, city });
  await page.goto('/customers');
  await settled(page);
  await page.keyboard.press('c');
  await expect(page).toHaveURL('/customers/new');
  await expect(page.getByRole('textbox', { name: '名称' })).toBeFocused();
  await compose(page, ['l', 'lian', 'lianhe'], '联合');
  await expect(page.getByRole('textbox', { name: '名称' })).toHaveValue('联合');
  await page.getByRole('textbox', { name: '名称' }).fill(known);
  await expect(page.getByText(/位客户可能是同一家/)).toBeVisible();
  await expectAccessible(page);

  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('选择来源。')).toBeVisible();
  await page.getByRole('button', { name: /来源/ }).click();
  await page.getByRole('option', { name: '展会' }).click();
  await page.getByRole('combobox', { name: '国家' }).fill('德国');
  await page.getByRole('option', { name: /德国/ }).click();
  await page.getByLabel('城市').fill(city);
  await page.getByLabel('联系人姓名').fill('Katrin Behrens');
  await page.waitForTimeout(500); // the draft is kept a moment after the last key
  await page.reload();
  await expect(page.getByRole('textbox', { name: '名称' })).toHaveValue(known);
  const why = page.getByLabel(/为什么不是同一家/);
  await expect(why).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('写明为什么不是同一家。')).toBeVisible();
  await why.fill('同名的姐妹公司');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/customers\/[\w-]{36}$/);
  await expect(page.getByRole('heading', { level: 1, name: known })).toBeVisible();
  await expect(page.getByText('Katrin Behrens')).toBeVisible();
});

test('what the server refuses stands at its field', async ({ page, guard }) => {
  guard.permit(/422/);
  await page.goto('/customers/new');
  await page.getByRole('textbox', { name: '名称' }).fill('Ohne Zeitzone AG 7781');
  await page.getByRole('button', { name: /来源/ }).click();
  await page.getByRole('option', { name: '网站' }).or(page.getByRole('option').first()).first().click();
  await page.getByRole('textbox', { name: '电话', exact: true }).fill('12');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-invalid], [aria-invalid=true]').first()).toBeVisible();
  await expect(page).toHaveURL('/customers/new');
});
