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

test('who was given a password chooses another before anything else', async ({ page, site, guard }) => {
  guard.permit(/40[13].*\/v1\/me/); // nobody is signed in; then: only the password may be changed
  const admin = await site.as('admin');
  const email = `given-${crypto.randomUUID().slice(0, 8)}@example.com`;
  const data = { email, name: '新来的审计', role: 'auditor', password: 'three pandas under the moon' };
  const made = await admin.post('/v1/users', { data, headers: { 'Idempotency-Key': crypto.randomUUID() } });
  expect(made.ok(), await made.text()).toBe(true);

  await page.goto('/history');
  await page.getByLabel('邮箱').fill(email);
  await page.getByLabel('密码', { exact: true }).fill(data.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '设置你自己的密码' })).toBeVisible();
  await settled(page);
  await expectAccessible(page);
  await page.goto('/history'); // no way around it
  await expect(page).toHaveURL('/own-password?next=%2Fhistory');

  const own = page.getByLabel(/^你自己的密码/);
  await page.getByLabel(/^别人给你的密码/).fill(data.password);
  await own.fill(data.password);
  guard.permit(/422.*\/v1\/me\/password/);
  await page.keyboard.press('Enter');
  await expect(own).toHaveAttribute('aria-invalid', 'true');
  await own.fill('four herons in the reeds');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/history');
  await page.goto('/own-password'); // chosen once: nothing is left to do there
  await expect(page).not.toHaveURL(/own-password/);
});

test('who guesses waits, is told how long, and then signs in as always', async ({ page, site, guard }) => {
  guard.permit(/401|429|403.*\/v1\/me/); // then: only the password may be changed
  const admin = await site.as('admin');
  const email = `guessed-${crypto.randomUUID().slice(0, 8)}@example.com`;
  const data = { email, name: '被猜的人', role: 'auditor', password: 'three pandas under the moon' };
  const made = await admin.post('/v1/users', { data, headers: { 'Idempotency-Key': crypto.randomUUID() } });
  expect(made.ok(), await made.text()).toBe(true);

  await page.goto('/sign-in');
  await page.getByLabel('邮箱').fill(email);
  const password = page.getByLabel('密码', { exact: true });
  const told = page.getByRole('alert').filter({ hasText: '错误次数太多' });
  await expect(async () => {
    await password.fill('not the password');
    await password.press('Enter');
    await expect(told).toBeVisible({ timeout: 400 });
  }).toPass({ timeout: 30_000 });
  await expect(told).toHaveText(/^错误次数太多，\d+:\d\d 后再试。$/);
  await expectAccessible(page);
  await expect(page.getByText('现在可以再试。')).toBeVisible();
  await password.fill(data.password);
  await password.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '设置你自己的密码' })).toBeVisible();
});

test('what is half typed outlives a reload and signing out, and is nobody else’s in the same browser', async ({
  page,
  site,
  guard,
}) => {
  guard.permit(/401.*\/v1\/me/);
  const name = page.getByRole('textbox', { name: '名称' });
  const signIn = async (person: 'rep' | 'rep2') => {
    await page.goto('/sign-in?next=/customers/new');
    await page.getByLabel('邮箱').fill(site.email(person));
    await page.getByLabel('密码', { exact: true }).fill(site.password);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL('/customers/new');
    await expect(name).toBeVisible();
    await settled(page);
  };
  const signOut = async () => {
    await page.getByRole('button', { name: /偏好设置/ }).click();
    await page.getByRole('button', { name: '退出登录', exact: true }).click();
    await expect(page).toHaveURL(/\/sign-in/);
  };
  await signIn('rep');
  await name.fill('Halbfertig Pumpen');
  await page.reload(); // at once: what a closing page has not kept yet is kept all the same
  await expect(name).toHaveValue('Halbfertig Pumpen');
  await name.fill('Halbfertig Pumpen GmbH');
  await signOut();

  await signIn('rep2');
  await expect(name).toHaveValue('');
  await name.fill('Anderes Werk');
  await signOut();

  await signIn('rep');
  await expect(name).toHaveValue('Halbfertig Pumpen GmbH');
  await signOut();
  await signIn('rep2');
  await expect(name).toHaveValue('Anderes Werk');
});
