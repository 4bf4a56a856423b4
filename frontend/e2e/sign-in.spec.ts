import { expectAccessible } from './support/accessibility.ts';
import { settled } from './support/settled.ts';
import { expect, test } from './support/test.ts';

test.use({ person: null });

test('the address of the product leads to signing in, and from there to the day', async ({ page, site, guard }) => {
  guard.permit(/401.*\/v1\/me/); // how the page learns that nobody is signed in
  await page.goto('/today?from=bookmark');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await settled(page);
  await expectAccessible(page);

  await page.getByLabel('邮箱').fill(site.email('rep'));
  await page.getByLabel('密码', { exact: true }).fill(site.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/today?from=bookmark');
  await settled(page);
  await expectAccessible(page);
});

test('a wrong password is said and nothing else', async ({ page, site, guard }) => {
  guard.permit(/401/);
  await page.goto('/sign-in');
  await page.getByLabel('邮箱').fill(site.email('rep'));
  await page.getByLabel('密码', { exact: true }).fill('not the password');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('密码', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(page).toHaveURL('/sign-in');
});
