import { expectAccessible } from './support/accessibility.ts';
import { dialogOf } from './support/dialog.ts';
import { settled } from './support/settled.ts';
import { expect, test } from './support/test.ts';

// What administrators do: policy, keys, leavers, calendars; and an auditor who may only look.

test.use({ person: 'admin' });

interface Policy {
  key: string;
  label_zh: string;
  in_force: { number: number; value: unknown };
  pending: { number: number; value: unknown }[];
}

test('every setting has an editor of its kind', async ({ page, site }) => {
  test.slow();
  const { items } = await site.read<{ items: Policy[] }>('admin', '/v1/policies');
  await page.goto('/policies');
  const list = page.getByRole('region', { name: '参数', exact: true });
  for (const { label_zh: name } of items) {
    await list.getByRole('button', { name }).first().click();
    await expect(page.getByRole('heading', { level: 2, name, exact: true })).toBeVisible();
    // One change at a time: where one waits for a second person, it stands in the editor's place.
    const waiting = page.getByRole('region', { name: '待确认的修改' });
    await expect(page.getByRole('textbox', { name: /原因/ }).or(waiting)).toBeVisible();
    await expect(page.getByText('请通过接口来改')).toHaveCount(0);
    // What it governs is said in Chinese too: a setting that is newer than the words would show the server's English.
    await expect(page.getByRole('main').locator('header h2 ~ p, header div:has(h2) + p').first()).toContainText(
      /[一-龥]{4}/,
    );
  }
});

test('a setting opens beside the list as soon as there is room for both', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/policies');
  await settled(page);
  const reason = page.getByRole('textbox', { name: /原因/ });
  await expect(reason).toHaveCount(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(reason).toBeVisible();
});

test('a policy is changed from a later day on, and withdrawn before it', async ({ page, site, guard }) => {
  guard.permit(/422/); // a value that no company could mean
  const policy = () => site.read<Policy>('admin', '/v1/policies/contact_cadence_days');
  const before = await policy();
  await page.goto('/policies?setting=contact_cadence_days');
  await page.getByRole('textbox', { name: 'A 级' }).fill('20');
  // The better the grade, the closer the contact: the server says so, at the field.
  await expect(
    page
      .getByText(/A|B/)
      .filter({ hasText: /不能|不得|至多|最多|超过/ })
      .first(),
  ).toBeVisible();
  await page.getByRole('textbox', { name: 'A 级' }).fill('5');
  const effect = page.getByRole('region', { name: '影响与制度条文' });
  await expect(effect.getByRole('list', { name: '变更' })).toContainText('5 天');
  await expect(effect).toContainText('营销型客户管理制度第 17 条');
  await page.getByRole('radio', { name: '以后某天' }).click();
  await settled(page);
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('写明为什么，它会写入变更记录。')).toBeVisible();
  await page.getByRole('textbox', { name: /原因/ }).fill('A 级客户要求更勤的联系');
  await page.keyboard.press('Control+Enter');
  const version = page.getByRole('listitem', { name: /第 \d+ 版/ }).first();
  await expect(version).toContainText('待生效');
  await expect(version).toContainText('A 级客户要求更勤的联系');
  const decided = await policy();
  expect(decided.in_force).toEqual(before.in_force);
  expect(decided.pending).toHaveLength(before.pending.length + 1);

  await version.getByRole('button', { name: /撤回版本/ }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('textbox', { name: /原因/ }).fill('工会要求再议');
  await dialog.getByRole('button', { name: '撤回', exact: true }).click();
  await expect(version).toContainText('已撤回');
  await expect(version).toContainText('工会要求再议');
  expect((await policy()).pending).toHaveLength(before.pending.length);
});

test('a key is made, shown once, used for what it may do, and revoked', async ({ page, site, request }) => {
  await page.goto('/people?tab=keys');
  await page.getByRole('button', { name: /建立密钥/ }).click();
  const dialog = page.getByRole('dialog', { name: '建立密钥' });
  await dialog.getByRole('textbox', { name: /用途/ }).fill('同事名册');
  await dialog.getByRole('button', { name: '建立密钥' }).click();
  await expect(dialog.getByText('选择它能做什么，越少越安全。')).toBeVisible();
  await dialog.getByRole('checkbox', { name: /查看同事/ }).click({ force: true });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '建立密钥' }).click();
  const shown = page.getByRole('alertdialog', { name: /同事名册/ });
  const secret = (await shown.locator('code').innerText()).trim();
  expect(secret).toMatch(/^mk_.{20,}/);
  await shown.getByRole('button', { name: '存好了，关上' }).click();
  await expect(shown.getByText('先存好，再在这里勾选。')).toBeVisible();
  await shown.getByRole('checkbox', { name: '我已经存好' }).click({ force: true });
  await shown.getByRole('button', { name: '存好了，关上' }).click();
  await expect(shown).toHaveCount(0);
  expect(await page.content()).not.toContain(secret);

  const headers = { Authorization: `Bearer ${secret}` };
  const asked = async (path: string) => (await request.get(`${site.url}${path}`, { headers })).status();
  expect(await asked('/v1/users')).toBe(200);
  expect(await asked('/v1/policies')).toBe(403);
  await page.getByRole('button', { name: '吊销同事名册' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '吊销', exact: true }).click();
  await expect(page.getByRole('row', { name: /同事名册/ })).toContainText('已吊销');
  expect(await asked('/v1/users')).toBe(401);
});

test('who leaves hands over what is theirs in the same step', async ({ page, site, guard }) => {
  guard.permit(/409/); // what is still theirs to do
  const leaver = site.email('rep4');
  const { items } = await site.read<{ items: { id: string; name: string; department_id: string }[] }>(
    'admin',
    `/v1/users?email=${leaver}`,
  );
  const person = items[0];
  const heir = (
    await site.read<{ items: { id: string; name: string }[] }>('admin', `/v1/users?email=${site.email('rep5')}`)
  ).items[0];
  if (!person || !heir) throw new Error('the demo company has no such representatives');
  const owned = async (id: string) =>
    (await site.read<{ total: number }>('director', `/v1/customers?owner_id=${id}&limit=1&count=exact`)).total;
  const [hers, his] = [await owned(person.id), await owned(heir.id)];
  expect(hers).toBeGreaterThan(0);
  await page.goto(`/people?open=${person.id}`);
  await page.getByRole('button', { name: '离职', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: new RegExp(person.name) });
  await dialog.getByRole('button', { name: '离职', exact: true }).click();
  const held = dialog.getByRole('list', { name: '尚未交出' });
  await expect(held).toContainText(/客户\s*\d+/);
  expect((await site.read<{ active: boolean }>('admin', `/v1/users/${person.id}`)).active).toBe(true);
  await dialog.getByRole('button', { name: '离职', exact: true }).click();
  await expect(dialog.getByText('选择由谁接手。')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('combobox', { name: /由谁接手/ }).fill(heir.name);
  await page.getByRole('option', { name: heir.name }).first().click();
  await dialog.getByRole('button', { name: `离职并移交给${heir.name}` }).click();
  await expect(page.getByText(`${person.name}已离职，由${heir.name}接手`)).toBeVisible();
  expect(await owned(person.id)).toBe(0);
  expect(await owned(heir.id)).toBe(hers + his);
});

test('a day off moves a deadline, and the screen says how it was counted', async ({ page, site }) => {
  await page.goto('/calendars');
  const explained = page.getByRole('region', { name: '时限怎么算' });
  const counted = explained.getByRole('list', { name: '计入的时间' });
  await explained.getByRole('textbox', { name: '多少' }).fill('2');
  await explained.getByRole('button', { name: '计算' }).click();
  await expect(counted).toContainText('3月11日');
  await expect(counted).toContainText('3月12日');

  await page.getByRole('button', { name: /^3月11日/ }).click();
  const dialog = page.getByRole('dialog', { name: '特殊日子' });
  await dialog.getByRole('textbox', { name: /原因/ }).fill('全员培训');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('button', { name: /^3月11日.*全员培训/ })).toBeVisible();
  await explained.getByRole('button', { name: '计算' }).click();
  await expect(counted).not.toContainText('3月11日');
  await expect(counted).toContainText('3月13日');
  await expect(explained).toContainText('全员培训');

  const calendars = await site.read<{ items: { id: string; version: number; department_id: string | null }[] }>(
    'admin',
    '/v1/calendars',
  );
  const company = calendars.items.find((each) => each.department_id === null);
  const back = await (
    await site.as('admin')
  ).patch(`/v1/calendars/${company?.id}`, {
    data: { exceptions: [] },
    headers: { 'If-Match': `"${company?.version}"` },
  });
  expect(back.ok(), await back.text()).toBe(true);
});

test('a new installation is told what to set up, and what works by now', async ({ page }) => {
  await page.goto('/setup');
  const steps = page.getByRole('list', { name: '要设置的内容' });
  await expect(steps.getByRole('listitem')).toHaveCount(10);
  await expect(steps.locator('[aria-current=step]')).toHaveCount(1);
  await expect(page.getByText('现在能做什么')).toBeVisible();
  await expect(page.getByText('后台任务', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await steps
    .getByRole('button', { name: '打开部门与团队' })
    .or(steps.getByRole('button', { name: '打开团队与部门' }))
    .click();
  await expect(page).toHaveURL('/people?tab=organisation');
});

test.describe('an auditor', () => {
  test.use({ person: 'auditor' });

  test('sees everything and can change nothing', async ({ page }) => {
    const WRITES =
      /^(新建|添加|建立|登记|修改|删除|保存|决定|撤回|吊销|离职|设置密码|全部退出登录|转移|合并|归档|导入|给部门建日历|特殊日子|批量)/;
    for (const [path, heading] of [
      ['/policies?setting=contact_cadence_days', '制度设置'],
      ['/people', '人员与权限'],
      ['/people?tab=organisation', '人员与权限'],
      ['/people?tab=roles', '人员与权限'],
      ['/calendars', '工作日历'],
      ['/customers', '客户'],
      ['/opportunities', '销售机会'],
      ['/complaints', '投诉'],
    ] as const) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 }).first()).toContainText(heading);
      await settled(page);
      const main = page.getByRole('main');
      await expect(main.getByRole('button', { name: WRITES })).toHaveCount(0);
      await expect(main.getByRole('link', { name: WRITES })).toHaveCount(0);
      if (/policies|people|calendars/.test(path)) await expect(main.getByText('只读')).toBeVisible();
    }
    await page.goto('/policies?setting=contact_cadence_days');
    await expect(page.getByText('按等级确定联系频率')).toBeVisible();
    await expect(page.getByRole('textbox', { name: /原因/ })).toHaveCount(0);
    await page.goto('/people');
    await page.getByRole('row', { name: /王芳/ }).click();
    await expect(page.getByText('角色带来的权限')).toBeVisible();
  });
});
