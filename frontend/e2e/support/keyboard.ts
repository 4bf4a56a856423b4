import { type Locator, type Page, expect } from '@playwright/test';

/** Goes there as a keyboard does: with Tab. */
export async function tabTo(page: Page, there: Locator): Promise<void> {
  await expect(there).toBeVisible();
  for (let times = 0; times < 60; times += 1) {
    if (await there.evaluate((element) => element.contains(document.activeElement))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('not to be reached with Tab');
}

/** Goes along the list to one of its rows, however many stand before it: the list is one stop of Tab. */
export async function goTo(page: Page, row: Locator): Promise<void> {
  await expect(row).toBeVisible();
  for (let times = 0; times < 200; times += 1) {
    if (await row.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('j');
  }
  throw new Error('not to be reached along the list');
}
