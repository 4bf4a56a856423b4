import { type Page, expect } from '@playwright/test';

/** The screen is drawn and loads nothing more. (An event stream stays open: the network is never idle.) */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('#root')).not.toBeEmpty();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
