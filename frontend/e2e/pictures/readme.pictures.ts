import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { planCalls } from '../support/made.ts';
import { root } from '../support/processes.ts';
import { settled } from '../support/settled.ts';
import { type Language, expect, test } from '../support/test.ts';

// Six screens in light colours, for the Chinese README in Chinese and for the English one in English.

const QUALITY = 82;

/** What the window shows, as docs/pictures/<language>/<name>.webp. */
async function picture(page: Page, language: Language, name: string): Promise<void> {
  await settled(page);
  await page.waitForTimeout(800);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  const folder = join(root, 'docs/pictures', language);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
}

const SAID = {
  'zh-CN': {
    points: '接受 30/70 付款，但要发货后付尾款；财务周四开会。对密封寿命有顾虑，已说明更换周期。',
    result: '下周给答复',
    aim: '确认付款条件',
  },
  en: {
    points:
      'Takes 30/70, but wants to pay the rest after shipment; finance meets on Thursday. Asked how long the seals last.',
    result: 'Answers next week',
    aim: 'Settle the terms of payment',
  },
};

test('a call, the day, the customers', async ({ page, site, guard, language }) => {
  guard.permit(/tel:/); // no telephone here
  await planCalls(site);
  await page.goto('/today');
  await picture(page, language, 'today');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/dial\?item=/);
  await expect(page.locator('a[href^="tel:"]').first()).toBeVisible(); // no key dials before
  await settled(page);
  await page.keyboard.press('d');
  await expect(page.getByRole('timer')).toBeVisible();
  await page.keyboard.press('1');
  await page.keyboard.press('i');
  await page.keyboard.press('3');
  await page.keyboard.press('f');
  await page.keyboard.press('n');
  await page.keyboard.insertText(SAID[language].points);
  await page.keyboard.press('Tab');
  await page.keyboard.insertText(SAID[language].result);
  await page.getByRole('button', { name: /3月13日|13 Mar/ }).click();
  await page.getByRole('textbox', { name: /^(目的|Aim)/ }).fill(SAID[language].aim);
  await picture(page, language, 'call');
  await page.goto('/customers?sort=-last_contact_at');
  await picture(page, language, 'customers');
  await page.goto('/plans');
  await picture(page, language, 'planner');
  const { items } = await site.read<{ items: { id: string }[] }>(
    'rep',
    '/v1/customers?owner_id=me&category=closed&grade=A&sort=-last_contact_at&limit=1',
  );
  await page.goto(`/customers/${items[0]?.id}`);
  await picture(page, language, 'customer');
  await page.goto('/opportunities');
  await picture(page, language, 'pipeline');
});
