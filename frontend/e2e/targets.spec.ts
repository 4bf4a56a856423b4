import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { expectNoOverflow } from './support/layout.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import type { Person, Site } from './support/site.ts';
import { expect, test } from './support/test.ts';

// Targets of the month: a lead sets them for the team, each reads their own. They change what all see: alone.
test.use({ person: 'lead', alone: 'targets' });

interface Row {
  user_id: string | null;
  team_id: string;
  name: string;
  version: number;
  target: { calls: number | null; connected: number | null; customers_won: number | null };
  done: { calls: number; connected: number };
}

const targets = (site: Site, person: Person) =>
  site.read<{ month: string; teams: Row[]; people: Row[] }>(person, '/v1/month-targets');
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

async function opened(page: Page) {
  await page.goto('/targets');
  await settled(page);
}

test('a lead sets targets with keys alone; the rep’s day and the lead’s say what was done of them', async ({
  page,
  site,
  browser,
}) => {
  await opened(page);
  await field(page, '王芳 · 通话').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1,200');
  await page.keyboard.press('ArrowDown'); // the row below: a colleague
  await page.keyboard.press('ArrowUp');
  await expect(field(page, '王芳 · 通话')).toBeFocused();
  await page.keyboard.press('Tab'); // what was done, which opens the calls
  await page.keyboard.press('Tab');
  await expect(field(page, '王芳 · 接通')).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('many');
  await expect(page.getByText('大于 0 的整数')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('400');
  await expect(page.getByText('大于 0 的整数')).toBeHidden();
  await expectAccessible(page);
  await shoot(page, 'targets', 'zh-CN', 'light', 1440);

  await page.reload(); // what is typed survives
  await settled(page);
  await expect(field(page, '王芳 · 通话')).toHaveValue('1,200');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('目标已保存。')).toBeVisible();
  const team = await targets(site, 'lead');
  const rep = team.people.find((each) => each.name === '王芳');
  expect(rep?.target).toMatchObject({ calls: 1200, connected: 400, customers_won: 4 });

  // Hers stand in her day, with what she did: as far as she sees the customers still, like every count of hers.
  const own = (await targets(site, 'rep')).people[0];
  const context = await browser.newContext({ baseURL: site.url, locale: 'zh-CN' });
  await context.clock.install({ time: site.now() });
  await site.signIn(context.request, 'rep');
  const hers = await context.newPage();
  await hers.goto('/today');
  const month = hers.getByRole('region', { name: '今天的进度' }).getByText(/^\d[\d,]* \/ 1,200$/);
  await expect(month).toHaveText(`${own?.done.calls} / 1,200`);
  await context.close();

  await page.goto('/today');
  await settled(page);
  const whole = team.teams[0];
  await expect(page.getByText(`${whole?.done.calls} / ${whole?.target.calls}`)).toBeVisible();
  await page.getByRole('link', { name: '设定目标' }).click();
  await expect(page).toHaveURL('/targets');
});

test('of two who set at once the second is told, and keeps what is typed', async ({ page, site, guard }) => {
  guard.permit(/409/);
  await opened(page);
  await field(page, '王芳 · 新成交客户').fill('7');
  const { month, people } = await targets(site, 'manager');
  const { user_id, version, target } = people.find((each) => each.name === '王芳') ?? {};
  const manager = await site.as('manager');
  const items = [{ user_id, version, calls: target?.calls, connected: 5 }];
  expect((await manager.put('/v1/month-targets', { data: { month, items } })).status()).toBe(200);

  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('期间已有他人设定了其中一些')).toBeVisible();
  await expect(field(page, '王芳 · 接通')).toHaveValue('5');
  await expect(field(page, '王芳 · 新成交客户')).toHaveValue('7');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('目标已保存。')).toBeVisible();
  const rep = (await targets(site, 'lead')).people.find((each) => each.name === '王芳');
  expect(rep?.target).toMatchObject({ connected: 5, customers_won: 7 });
});

test('the next month is filled from this one, and a month that is over is only read', async ({ page }) => {
  await opened(page);
  await page.getByRole('button', { name: '下一月' }).click();
  await expect(page).toHaveURL(/month=2026-04/);
  await expect(field(page, '王芳 · 通话')).toHaveValue('');
  await page.getByRole('button', { name: '按上月填入' }).click();
  await expect(field(page, '王芳 · 通话')).not.toHaveValue('');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('目标已保存。')).toBeVisible();

  await page.goto('/targets?month=2026-02');
  await settled(page);
  await expect(page.getByRole('table').getByText('王芳')).toBeVisible();
  await expect(page.getByRole('table').getByRole('textbox')).toHaveCount(0);
  await expect(page.getByRole('button', { name: '保存' })).toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoOverflow(page);
  await shoot(page, 'targets.phone', 'zh-CN', 'light', 390);
});
