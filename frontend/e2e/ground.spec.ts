import { expectAccessible } from './support/accessibility.ts';
import { customerOf } from './support/made.ts';
import { settled } from './support/settled.ts';
import { expect, test } from './support/test.ts';

// What every screen stands on: the session, the stream of events, the palette, the keys, the preferences.

test('a session that ends leaves the page, and the same person goes on', async ({ page, site, guard }) => {
  guard.permit(/401/);
  await page.goto('/today');
  await settled(page);
  await page.request.post('/v1/session/sign-out-everywhere', { data: {} });
  const dialog = page.getByRole('alertdialog', { name: '重新登录后继续' });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel('密码', { exact: true }).fill(site.password);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL('/today');
});

test('several tabs hold one stream, and another takes over when the first closes', async ({ page, context }) => {
  const streams = () => context.pages().length > 0 && opened;
  let opened = 0;
  context.on('request', (request) => {
    if (request.url().includes('/v1/events/stream')) opened += 1;
  });
  await page.goto('/today');
  await expect.poll(streams).toBe(1);
  const second = await context.newPage();
  await second.goto('/today');
  await settled(second);
  expect(opened).toBe(1);
  await page.close();
  await expect.poll(streams).toBe(2);
});

test.describe('somebody with alerts', () => {
  test.use({ person: 'rep' });

  test('what happens elsewhere is told to every tab', async ({ page, context, site }) => {
    await page.goto('/today');
    const second = await context.newPage();
    await second.goto('/today');
    const count = async (tab: typeof page) =>
      Number(/\d+/.exec(await tab.getByRole('button', { name: /^提醒/ }).innerText())?.[0] ?? 0);
    await expect.poll(() => count(second)).toBeGreaterThan(0);
    const open = async () => {
      const { id } = await site.read<{ id: string }>('rep', '/v1/me');
      const query = `/v1/alerts?owner_id=${id}&state=open&count=exact&sort=-since`;
      return await site.read<{ items: { id: string }[]; total: number }>('rep', query);
    };

    await page.getByRole('button', { name: /^提醒/ }).click();
    await expect(page.getByRole('dialog', { name: /提醒/ })).toBeVisible();
    await settled(page);
    await expectAccessible(page);
    const current = page.locator('li[aria-current=true]');
    const seen = await current.innerText();
    await page.keyboard.press('e');
    await expect.poll(() => current.innerText()).not.toBe(seen);
    await expect.poll(async () => (await count(second)) - (await open()).total).toBe(0);
    await page.getByRole('radio', { name: '已看' }).click();
    await expect(page.locator('li[aria-current]')).toHaveCount(1);
  });
});

test('a lost connection is said, and forgotten when it is back', async ({ page, context, guard }) => {
  guard.permit(/ERR_INTERNET_DISCONNECTED/);
  await page.goto('/today');
  await settled(page);
  await page.waitForTimeout(2500); // what is needed then is fetched once the screen stands
  await context.setOffline(true);
  await expect(page.getByText('连接已断开，正在重连')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('连接已断开，正在重连')).toBeHidden();
});

test('the palette finds places by pinyin and customers by name', async ({ page, site }) => {
  const { name } = await customerOf(site, 'rep', 'Palettenwerk Pumpen');
  await page.goto('/today');
  await settled(page);
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: '搜索或执行命令' });
  await expect(field).toBeFocused();
  await field.fill('jintian');
  await expect(page.getByRole('option', { name: /今天/ })).toBeVisible();
  await field.fill(name);
  await expect(page.getByRole('option', { name: new RegExp(name) })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
});

test('keys are listed where they act, and act outside fields alone', async ({ page }) => {
  await page.goto('/today');
  await settled(page);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: '快捷键' });
  await expect(sheet.getByText('搜索与命令')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: '搜索或执行命令' });
  await expect(field).toBeFocused();
  await page.keyboard.type('?');
  await expect(field).toHaveValue('?');
  await expect(sheet).toBeHidden();
});

test('preferences hold at once, for the profile and for the next visit', async ({ page, site }) => {
  await page.goto('/today');
  await settled(page);
  await page.getByRole('button', { name: /偏好设置/ }).click();
  await page.getByRole('radio', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('radio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('radio', { name: 'Comfortable' }).click();
  await expect.poll(async () => (await site.read<{ locale: string }>('rep', '/v1/me')).locale).toBe('en');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-density', 'comfortable');
});

test('an address that leads nowhere says so and leads back', async ({ page, guard }) => {
  guard.permit(/404/);
  await page.goto('/no/such/place');
  await expect(page.getByRole('heading', { name: '这里没有内容' })).toBeVisible();
  await page.getByRole('link', { name: '回到今天' }).click();
  await expect(page).toHaveURL('/today');
});
