import { type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { tabTo } from './support/keyboard.ts';
import { customerOf, made } from './support/made.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import type { Site } from './support/site.ts';
import { expect, test } from './support/test.ts';

// A rep's shift from the first "next" to the report of the day, without a mouse. Shift and hour are changed: alone.
test.use({ person: 'rep', alone: 'shift' });
test.setTimeout(240_000);

const TODAY = '2026-03-10';
const NEXT = '下一位客户';

interface Item {
  id: string;
  customer_id: string;
  customer_name: string;
  state: string;
  promised: boolean;
  due_at: string | null;
}

const itemOf = (site: Site, id: string) => site.read<Item>('rep', `/v1/planned-contacts/${id}`);

/** Whom the desk is open for, once it is drawn for somebody else than before. */
async function given(page: Page, site: Site, before?: string): Promise<Item> {
  await expect(page).toHaveURL(before === undefined ? /item=/ : new RegExp(`item=(?!${before})`), { timeout: 15_000 });
  const item = await itemOf(site, new URL(page.url()).searchParams.get('item') ?? '');
  await expect(page.getByRole('heading', { name: item.customer_name })).toBeVisible();
  await settled(page);
  return item;
}

async function dialled(page: Page): Promise<void> {
  await page.keyboard.press('d');
  await expect(page.getByRole('timer')).toBeVisible();
}

/** Typed into the field that carries the focus after a key or Tab brought one there. */
async function fill(page: Page, name: RegExp, text: string): Promise<void> {
  await tabTo(page, page.getByRole('textbox', { name }));
  await page.keyboard.type(text);
}

test('the first next, no answer, a skip, a sale that goes on, a call-back at its minute, the pause, the report', async ({
  page,
  site,
  guard,
  later,
}) => {
  guard.permit(/tel:/); // no telephone in a test
  guard.permit(/409.*dial-queue\/next/); // the pause and the end of the shift are told so

  // Her shift today, by the roster: from four in the afternoon until seven.
  const me = await site.read<{ id: string }>('rep', '/v1/me');
  const day = { start: '09:00', end: '18:00' };
  await made(site, 'lead', '/v1/rosters', {
    user_id: me.id,
    weekly: { monday: [day], tuesday: [day], wednesday: [day], thursday: [day], friday: [day] },
    exceptions: [{ date: TODAY, hours: [{ start: '16:00', end: '19:00' }], kind: 'shift', reason: '晚班，拨打欧洲' }],
    languages: ['zh', 'en', 'de'],
  });
  // Who will be promised a call: of her own, with a number.
  const patient = await customerOf(site, 'rep', 'Geduld Pumpen', { phones: [{ number: '+49 40 3613977' }] });

  await page.goto('/dial');
  await settled(page);
  await expect(page.getByRole('button', { name: NEXT })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('f');
  const first = await given(page, site);
  await shoot(page, 'shift.first', 'zh-CN', 'light', 1440);

  // Nobody answers: it comes again in another part of their day, and the next one is there.
  await dialled(page);
  await page.keyboard.press('h');
  await page.keyboard.press('2');
  await page.keyboard.press('Control+Enter');
  const second = await given(page, site, first.id);
  const queue = await site.read<{ later: { customer_id: string; held: string; joins_at: string }[] }>(
    'rep',
    '/v1/dial-queue',
  );
  const again = queue.later.find((entry) => entry.customer_id === first.customer_id);
  expect(again === undefined || Date.parse(again.joins_at) - site.now().getTime() >= 3.9 * 3_600_000).toBe(true);

  // Skipped, with a reason.
  await page.keyboard.press('s');
  const skip = page.getByRole('dialog', { name: /跳过/ });
  await expect(skip).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('2');
  await tabTo(page, skip.getByRole('button', { name: '跳过', exact: true }));
  await page.keyboard.press('Enter');
  await expect(skip).toBeHidden();
  const third = await given(page, site, second.id);

  // Connected, and a next step.
  await dialled(page);
  await later(6);
  await page.keyboard.press('h');
  await page.keyboard.press('1');
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: /^要点/ })).toBeFocused();
  await page.keyboard.type('七月前要装备两条线，看重价格');
  await fill(page, /^结果/, '要报价');
  await tabTo(page, page.getByRole('radiogroup', { name: '意向' }));
  await page.keyboard.press('i');
  await page.keyboard.press('2');
  await page.keyboard.press('f');
  await tabTo(page, page.getByRole('button', { name: /日 周. 09:/ }).first());
  await page.keyboard.press('Enter');
  await fill(page, /^目的/, '听听他们对报价的看法');
  await page.keyboard.press('Control+Enter');
  const fourth = await given(page, site, third.id);
  await expect.poll(async () => (await itemOf(site, third.id)).state).toBe('done');

  // A customer of hers asks for a call at five past five: first in the queue at its minute.
  const at = new Date('2026-03-10T09:05:00Z');
  await made(site, 'rep', '/v1/call-records', {
    customer_id: patient.id,
    direction: 'inbound',
    started_at: new Date(site.now().getTime() - 60_000).toISOString(),
    ended_at: new Date(site.now().getTime() - 20_000).toISOString(),
    disposition: 'callback_requested',
    next_step: { kind: 'call_back', due_at: at.toISOString() },
  });
  await later(Math.ceil((at.getTime() - site.now().getTime()) / 60_000) + 1);
  await dialled(page);
  await page.keyboard.press('h');
  await page.keyboard.press('3');
  await page.keyboard.press('Control+Enter');
  const promised = await given(page, site, fourth.id);
  expect(promised).toMatchObject({ customer_id: patient.id, promised: true });
  await dialled(page);
  await later(20);
  await page.keyboard.press('h');
  await page.keyboard.press('1');
  await page.keyboard.press('n');
  await page.keyboard.type('要两台样机');
  await fill(page, /^结果/, '发送样机资料');
  await tabTo(page, page.getByRole('radiogroup', { name: '意向' }));
  await page.keyboard.press('i');
  await page.keyboard.press('3');
  await page.keyboard.press('f');
  await tabTo(page, page.getByRole('button', { name: /日 周. 09:/ }).first());
  await page.keyboard.press('Enter');
  await fill(page, /^目的/, '确认样机');
  await page.keyboard.press('Control+Enter');

  // An hour of calls has its pause.
  await expect(page.getByText('每小时通话须有休息：请先休息。')).toBeVisible({ timeout: 20_000 });
  await expectAccessible(page);
  await shoot(page, 'shift.pause', 'zh-CN', 'light', 1440);
  await later(6);
  await expect(page.getByRole('button', { name: NEXT })).toBeVisible();
  await page.keyboard.press('f');
  const sixth = await given(page, site);
  await dialled(page);
  await page.keyboard.press('h');
  await page.keyboard.press('2');

  // The shift is over: what was begun is saved, and nobody is given any more.
  await later(Math.ceil((Date.parse('2026-03-10T11:01:00Z') - site.now().getTime()) / 60_000));
  await page.keyboard.press('Control+Enter');
  await expect.poll(async () => (await itemOf(site, sixth.id)).state).not.toBe('done');
  await expect(page.getByText('按排班你现在不当班。')).toBeVisible();
  await shoot(page, 'shift.over', 'zh-CN', 'light', 1440);

  // The report of the day: her figures, then her lead's.
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(page).toHaveURL(/\/today/);
  await settled(page);
  const report = page
    .getByRole('complementary', { name: '今天的进度' })
    .or(page.getByRole('region', { name: '今天的进度' }));
  const calls = await site.read<{ total: number }>(
    'rep',
    `/v1/call-records?author_id=me&direction=outbound&started_at.gte=2026-03-09T16:00:00Z&limit=1&count=exact`,
  );
  const reached = await site.read<{ total: number }>(
    'rep',
    `/v1/call-records?author_id=me&direction=outbound&started_at.gte=2026-03-09T16:00:00Z&disposition=connected&limit=1&count=exact`,
  );
  expect(reached.total).toBeGreaterThanOrEqual(2);
  await expect(report).toContainText(new RegExp(`拨打\\s*${calls.total}`));
  await expect(report).toContainText(new RegExp(`接通\\s*${reached.total}`));
  await expectAccessible(page);
  await shoot(page, 'shift.report', 'zh-CN', 'light', 1440);
});
