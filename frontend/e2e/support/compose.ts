import type { Page } from '@playwright/test';

/**
 * Types through an input method, as `zhong guo` becomes 中国: each step is what the line under the cursor shows
 * meanwhile, `text` what is chosen in the end. Key presses during it are composition, as with a real input method.
 */
export async function compose(page: Page, steps: readonly string[], text: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  for (const step of steps) {
    await browser.send('Input.imeSetComposition', {
      text: step,
      selectionStart: step.length,
      selectionEnd: step.length,
    });
  }
  await browser.send('Input.insertText', { text });
  await browser.detach();
}
