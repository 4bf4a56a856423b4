import { expectAccessible } from './support/accessibility.ts';
import { expectNoOverflow } from './support/layout.ts';
import { routes, visitable } from './support/routes.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import { type Language, type Theme, expect, speakIn, test } from './support/test.ts';

const LANGUAGES: Language[] = ['zh-CN', 'en'];
const THEMES: Theme[] = ['light', 'dark'];
const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** Runs in the page: whether colours have passed over. */
const passedOver = (): boolean => !document.getAnimations().some((each) => each instanceof CSSTransition);

for (const { path, person } of routes()) {
  test.describe(path, () => {
    test.use({ person });

    test('reads well in every language, width and theme', async ({ page, site, guard }) => {
      if (person === null) guard.permit(/401/); // how the page learns that nobody is signed in
      test.setTimeout(120_000); // two languages, six looks
      const address = await visitable(site, person, path);
      for (const language of LANGUAGES) {
        await speakIn(page, site, person, language);
        await page.goto(address);
        await settled(page);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        for (const theme of THEMES) {
          await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
          await page.waitForFunction(passedOver);
          // What fits is the same in both themes: the other widths in the dark are for pictures alone.
          const windows = theme === 'light' || process.env['MERIDIAN_SHOTS'] ? WINDOWS : WINDOWS.slice(0, 1);
          for (const window of windows) {
            await page.setViewportSize(window);
            await settled(page);
            await expectNoOverflow(page);
            await shoot(page, path.slice(1).replaceAll('/', '.') || 'root', language, theme, window.width);
            // Colours differ by theme and what is there by width: three looks see all of it.
            if (window.width === 1440 || (window.width === 390 && theme === 'light')) await expectAccessible(page);
          }
        }
      }
    });
  });
}
