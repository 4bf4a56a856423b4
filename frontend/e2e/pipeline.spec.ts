import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import type { Person, Site } from './support/site.ts';
import { expect, test } from './support/test.ts';

// The pipeline by keyboard, against the real rules: a move that is refused is filled in and made.

interface Card {
  id: string;
  title: string;
  stage: string;
  customer_id: string;
}

interface Board {
  columns: { stage: string; cards: Card[] }[];
}

let days = 0;

/** A new opportunity of a customer who has contacts, brought to “needs defined” by the API. */
async function needsDefined(site: Site, person: Person, title: string): Promise<Card> {
  const board = await site.read<Board>(person, '/v1/opportunities/board');
  const model = board.columns.find((column) => column.stage === 'needs_defined')?.cards[0];
  if (model === undefined) throw new Error('the demo company has nobody whose needs are defined');
  const client = await site.as(person);
  const send = async (path: string, data: object, version?: number) => {
    const answer = await client.post(path, {
      data,
      ...(version !== undefined && { headers: { 'If-Match': `"${version}"` } }),
    });
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as Card & { version: number };
  };
  const made = await send('/v1/opportunities', {
    customer_id: model.customer_id,
    title,
    amount: { amount: '386000', currency: 'USD' },
    needs_description: 'Sea water, 58 bar',
    no_competitors_known: true,
    expected_purchase_on: '2026-06-30',
    lines: [{ description: 'High-pressure pump', quantity: '12' }],
  });
  // Each on a day of its own: a customer is not called twice on one.
  days += 1;
  const follow_up = {
    method: 'phone',
    aim: 'Hear who decides',
    due_on: `2026-04-${10 + days}`,
    outside_hours_reason: 'Agreed',
  };
  const interested = await send(`/v1/opportunities/${made.id}/moves/confirm_interest`, { follow_up }, made.version);
  return send(`/v1/opportunities/${made.id}/moves/define_needs`, {}, interested.version);
}

async function stageOf(site: Site, person: Person, id: string): Promise<string> {
  return (await site.read<{ stage: string }>(person, `/v1/opportunities/${id}`)).stage;
}

/** Goes by arrow keys to the card, which lies at the top of its column. */
async function walkTo(page: Page, title: string): Promise<void> {
  const card = page.getByRole('option', { name: new RegExp(title) });
  await expect(card).toBeVisible();
  await page.keyboard.press('ArrowRight');
  for (let step = 0; step < 8 && (await card.getAttribute('aria-selected')) !== 'true'; step += 1) {
    await page.keyboard.press('Home');
    if ((await card.getAttribute('aria-selected')) === 'true') break;
    await page.keyboard.press('ArrowRight');
  }
  await expect(card).toHaveAttribute('aria-selected', 'true');
}

test.describe('the board', () => {
  test.use({ person: 'manager' });

  test('moves a card by keyboard once what its stage lacks is filled in', async ({ page, site, guard }) => {
    guard.permit(/409/); // the refusal itself
    const title = 'Desalination pumps 12';
    const made = await needsDefined(site, 'manager', title);
    await page.goto('/opportunities?owner=me');
    await settled(page);
    await walkTo(page, title);
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');

    const refusal = page.getByRole('dialog', { name: /还不能进入“商务谈判”/ });
    await expect(refusal).toBeVisible();
    await expect(refusal.getByText('卡片已放回“需求明确”')).toBeVisible();
    await shoot(page, 'journey-board-refused');
    await expectAccessible(page);
    expect(await stageOf(site, 'manager', made.id)).toBe('needs_defined');

    await expect(refusal.getByRole('textbox', { name: '方案内容' })).toBeFocused();
    await page.keyboard.type('十二台高压泵，含安装');
    await refusal.getByRole('button', { name: /客户方谁拍板/ }).click();
    await page.locator('[data-trigger="Select"] [role=option]').first().click();
    await refusal.getByRole('button', { name: '补齐并移动' }).click();
    await expect(refusal).toBeHidden();
    await expect.poll(() => stageOf(site, 'manager', made.id)).toBe('negotiation');
    await expect(page.getByRole('listbox', { name: '商务谈判' }).getByText(title)).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: title }).last()).toBeVisible();
  });

  test('puts a card back by Escape, and says why a leap is refused', async ({ page, site, guard }) => {
    guard.permit(/409/);
    const title = 'Leaping valves 3';
    const made = await needsDefined(site, 'manager', title);
    await page.goto('/opportunities?owner=me');
    await settled(page);
    await walkTo(page, title);
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    expect(await stageOf(site, 'manager', made.id)).toBe('needs_defined');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page.getByText('一次只能前进一个阶段', { exact: false })).toBeVisible();
    expect(await stageOf(site, 'manager', made.id)).toBe('needs_defined');
  });

  test('is narrowed by what needs somebody, and the address holds it', async ({ page }) => {
    await page.goto('/opportunities');
    await settled(page);
    const late = page.getByRole('button', { name: /跟进逾期/ });
    await late.click();
    await expect(page).toHaveURL(/need=overdue/);
    await page.reload();
    await expect(page.getByRole('button', { name: /跟进逾期/ })).toHaveAttribute('aria-pressed', 'true');
  });
});

test.describe('an opportunity', () => {
  test.use({ person: 'manager' });

  test('goes on a stage from its own screen, its criteria told beforehand', async ({ page, site }) => {
    const title = 'Ballast pumps 16';
    const made = await needsDefined(site, 'manager', title);
    await page.goto(`/opportunities/${made.id}`);
    await settled(page);
    await expect(page.getByRole('heading', { name: '进入“商务谈判”要满足' })).toBeVisible();
    await expect(page.getByText('3 项中已有 1 项')).toBeVisible();
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: '进入“商务谈判”' });
    await dialog.getByRole('button', { name: '移到“商务谈判”' }).click();
    await expect(dialog.getByText('还没填').first()).toBeVisible();
    await dialog.getByRole('textbox', { name: '方案内容' }).fill('十六台，分两批');
    await dialog.getByRole('button', { name: /客户方谁拍板/ }).click();
    await page.locator('[data-trigger="Select"] [role=option]').first().click();
    await dialog.getByRole('button', { name: '移到“商务谈判”' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(() => stageOf(site, 'manager', made.id)).toBe('negotiation');
    await expect(page.getByRole('heading', { name: '进入“合同签订”要满足' })).toBeVisible();
    await expect(page.getByText('十六台，分两批')).toBeVisible();

    // A line more, and the sum is counted anew.
    await page.getByRole('button', { name: '添加一行' }).first().click();
    const line = page.getByRole('dialog', { name: '添加一行' });
    await line.getByRole('textbox', { name: '名称' }).fill('Spare seals');
    await line.getByRole('textbox', { name: '数量' }).fill('16');
    await line.getByRole('textbox', { name: '单价' }).fill('125');
    await line.getByRole('button', { name: '添加这一行' }).click();
    await expect(page.getByRole('cell', { name: 'USD 2,000' }).first()).toBeVisible();
  });

  test('is lost with the reason and what was learned', async ({ page, site }) => {
    const made = await needsDefined(site, 'manager', 'Lost valves 9');
    await page.goto(`/opportunities/${made.id}`);
    await settled(page);
    await page.getByRole('button', { name: '标为丢单' }).click();
    const dialog = page.getByRole('dialog', { name: '进入“已丢失”' });
    await dialog.getByRole('button', { name: /丢单原因/ }).click();
    await page.getByRole('option', { name: '价格' }).click();
    await dialog.getByRole('textbox', { name: '经验教训' }).fill('先问预算');
    await dialog.getByRole('button', { name: '标为丢单' }).click();
    await expect(dialog).toBeHidden();
    const read = await site.read<{ outcome: string; lost_reason: string }>('manager', `/v1/opportunities/${made.id}`);
    expect(read).toMatchObject({ outcome: 'lost', lost_reason: 'price' });
    await expect(page.getByText('已丢失').first()).toBeVisible();
  });
});
