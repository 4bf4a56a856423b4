import { type Page, expect } from '@playwright/test';

/** The screen is drawn and loads nothing more. (An event stream stays open: the network is never idle.) */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('#root')).not.toBeEmpty();
  // A screen whose code is on its way is neither busy nor there yet: the frame stands around nothing.
  await expect(page.locator('main:empty')).toHaveCount(0);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
