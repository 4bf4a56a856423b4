import { type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import type { Site } from './support/site.ts';
import { expect, test } from './support/test.ts';

// A lead plans the week, and plans it again when somebody falls ill. It moves calls of the whole team: alone.
test.use({ person: 'lead', alone: 'week' });
test.setTimeout(180_000);

const FIRST = '2026-03-11';
const LAST = '2026-03-15';

interface Person {
  id: string;
  name: string;
}

interface Plan {
  id: string;
  state: string;
  figures: { planned: number; added: number; moved: number; same: number; fixed: number; dropped: number } | null;
  people: { user_id: string; user_name: string; days: { date: string; duty: string; calls: number }[] }[];
}

interface Slot {
  customer_id: string;
  customer_name: string;
  rep_id: string;
  starts_at: string;
  change: string;
  off_duty: boolean;
  why_customer: string[];
  why_hour: string[];
}

const planOf = (site: Site, id: string) => site.read<Plan>('lead', `/v1/dial-plans/${id}`);

async function slotsOf(site: Site, id: string): Promise<Slot[]> {
  const all: Slot[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: Slot[]; next_cursor: string | null } = await site.read(
      'lead',
      `/v1/dial-plans/${id}/slots?limit=200${more}`,
    );
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}

/** Tries a plan of the lead's team out, and waits until it is computed. */
async function tryOut(page: Page, name: string, emphasis?: string): Promise<string> {
  await page.goto('/dial-plans');
  await settled(page);
  await expect(page.getByRole('button', { name: /新建计划/ }).first()).toBeVisible();
  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: '新拨打计划' });
  await form.getByLabel('名称').fill(name);
  await expect(form.getByRole('button', { name: /团队/ })).toContainText('欧洲组'); // the lead's own, ready
  await expect(form.getByLabel('连续天数')).toHaveValue('5');
  if (emphasis !== undefined) await form.getByRole('radio', { name: emphasis }).click();
  await expectAccessible(page);
  await form.getByRole('button', { name: '试算' }).click();
  await expect(form).toBeHidden();
  await expect(page).toHaveURL(/plan=[0-9a-f-]{36}/);
  await expect(page.getByRole('region', { name: '每人每天' })).toBeVisible({ timeout: 60_000 });
  return new URL(page.url()).searchParams.get('plan') ?? '';
}

async function putToUse(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: /^采用这份计划/ })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const sure = page.getByRole('alertdialog');
  await expect(sure).toBeVisible();
  await sure.getByRole('button', { name: '采用这份计划' }).click();
  await expect(sure).toBeHidden({ timeout: 30_000 });
  await expect(page.getByText('已采用', { exact: true }).first()).toBeVisible();
}

/** What a rep is to do by telephone in the week planned. */
const plannedWith = async (site: Site, rep: Person) =>
  (
    await site.read<{ items: { customer_id: string; due_at: string | null; due_on: string }[] }>(
      'lead',
      `/v1/planned-contacts?assignee_id=${rep.id}&state=planned&method=phone&due_on.gte=${FIRST}&due_on.lte=${LAST}&limit=200`,
    )
  ).items;

test('a week is planned, two plans compared and one applied; a rep falls ill and the rest moves little', async ({
  page,
  site,
}) => {
  // Tried out: nothing has changed yet.
  const { items: reps } = await site.read<{ items: Person[] }>('lead', '/v1/users?active=true&role=rep&limit=50');
  const rep = reps.find((each) => each.name === '王芳');
  if (rep === undefined) throw new Error('the lead leads 王芳');
  const before = await plannedWith(site, rep);
  const late = await tryOut(page, '清逾期的一周');
  expect(await plannedWith(site, rep)).toEqual(before);
  const first = await planOf(site, late);
  expect(first.people.map((each) => each.user_id)).toContain(rep.id);
  await page
    .getByRole('button', { name: /^王芳，.*：[1-9]\d* 通$/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: /^王芳 · / })).toBeVisible();
  await expectAccessible(page);
  await shoot(page, 'week.plan', 'zh-CN', 'light', 1440);

  // Every call says why them and why then.
  const slots = await slotsOf(site, late);
  expect(slots.length).toBe(first.figures?.planned);
  for (const slot of slots) {
    expect(slot.why_customer.length, slot.customer_name).toBeGreaterThan(0);
    expect(slot.why_hour.length, slot.customer_name).toBeGreaterThan(0);
  }

  // A second one that looks at open business first, beside it.
  const rich = await tryOut(page, '先顾机会的一周', '先顾机会');
  await page.getByRole('button', { name: '对比' }).click();
  await expect(page).toHaveURL(new RegExp(`with=${late}`));
  await expect(page.getByRole('row', { name: /逾期会清掉/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: '每人通数' })).toBeVisible();
  const compared = await site.read<{ only_here: number; only_there: number; moved: number }>(
    'lead',
    `/v1/dial-plans/${rich}/comparison?other_plan_id=${late}`,
  );
  const differ = compared.only_here + compared.only_there + compared.moved;
  expect(differ).toBeGreaterThan(0);
  await expect(page.getByText(new RegExp(`^${differ} 位客户不同`))).toBeVisible();
  await expectAccessible(page);
  await shoot(page, 'week.compare', 'zh-CN', 'light', 1440);

  // The first one is put to use.
  await page.goto(`/dial-plans?plan=${late}`);
  await settled(page);
  await putToUse(page);
  expect((await planOf(site, late)).state).toBe('applied');
  const day = first.people.find((each) => each.user_id === rep.id)?.days.find((each) => each.calls > 0);
  if (day === undefined) throw new Error('王芳 has calls in the plan');
  const mine = slots.filter((slot) => slot.rep_id === rep.id && slot.starts_at.startsWith(day.date));
  expect(mine.length).toBeGreaterThan(0);
  const inUse = await plannedWith(site, rep);
  const at = (iso: string | null) => (iso === null ? null : Date.parse(iso));
  for (const slot of mine) {
    const item = inUse.find((each) => each.customer_id === slot.customer_id && at(each.due_at) === at(slot.starts_at));
    expect(item, slot.customer_name).toBeDefined();
  }

  // She falls ill: one click in the roster.
  await page.goto('/rosters');
  await settled(page);
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /王芳/ }) });
  const column = 1 + (Date.parse(day.date) - Date.parse('2026-03-09')) / 86_400_000; // beside the name, from Monday on
  await row
    .getByRole('cell')
    .nth(column - 1)
    .getByRole('button')
    .click();
  const ill = page.getByRole('dialog', { name: /王芳/ });
  await ill.getByRole('button', { name: /当天安排/ }).click();
  await page.getByRole('option', { name: '病假' }).click();
  await ill.getByLabel('原因').fill('发烧');
  await ill.getByRole('button', { name: '保存这一天' }).click();
  await expect(ill).toBeHidden();
  await expect(row.getByRole('cell').nth(column - 1)).toContainText('病假');
  await expectAccessible(page);
  await shoot(page, 'week.ill', 'zh-CN', 'light', 1440);

  // Planned again: nothing of hers on that day, and what need not move stays.
  const anew = await tryOut(page, '病假之后');
  const second = await planOf(site, anew);
  const her = second.people.find((each) => each.user_id === rep.id);
  expect(her?.days.find((each) => each.date === day.date)).toMatchObject({ duty: 'sick', minutes: 0 });
  const rest = await slotsOf(site, anew);
  const hers = rest.filter((slot) => slot.rep_id === rep.id && slot.starts_at.startsWith(day.date));
  // What was agreed with the customer stays, and says that somebody else has to make that call.
  expect(hers.filter((slot) => slot.change !== 'fixed')).toEqual([]);
  for (const slot of hers) expect(slot.off_duty, slot.customer_name).toBe(true);
  const others = rest.filter((slot) => slot.rep_id !== rep.id);
  const stays = others.filter((slot) => slot.change === 'same' || slot.change === 'fixed');
  expect(stays.length).toBeGreaterThan(others.length * 0.9);
  await expect(page.getByText('病假', { exact: true }).first()).toBeVisible();
  const moved = second.figures?.moved ?? 0;
  const dropped = second.figures?.dropped ?? 0;
  expect(moved + dropped).toBeGreaterThan(0);
  const chips = page.getByRole('heading', { name: '和现行计划比' }).locator('xpath=ancestor::section[1]');
  await expect(chips.getByText(new RegExp(`挪动 ${moved}$`))).toBeVisible();
  await expect(chips.getByText(new RegExp(`撤 ${dropped}$`))).toBeVisible();
  await shoot(page, 'week.again', 'zh-CN', 'light', 1440);

  // The difference, and then in use.
  await page.getByRole('button', { name: '对比' }).click();
  await expect(page.getByRole('region', { name: '不同的客户' })).toBeVisible();
  await page.getByRole('button', { name: '回到计划' }).click();
  await putToUse(page);
  const left = await plannedWith(site, rep);
  const free = mine.filter((slot) => slot.change !== 'fixed').map((slot) => slot.customer_id);
  expect(free.length).toBeGreaterThan(0);
  for (const item of left.filter((each) => free.includes(each.customer_id)))
    expect(item.due_at?.startsWith(day.date) ?? false, item.customer_id).toBe(false);
});
