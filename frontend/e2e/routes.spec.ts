import { type Look, expectAccessible } from './support/accessibility.ts';
import { expectNoOverflow, expectNoSideScroll } from './support/layout.ts';
import { routes, visitable } from './support/routes.ts';
import { settled } from './support/settled.ts';
import { shoot } from './support/shots.ts';
import { type Language, type Theme, expect, lookingTest as test, speakIn } from './support/test.ts';

const LANGUAGES: Language[] = ['zh-CN', 'en'];
const THEMES: Theme[] = ['light', 'dark'];
const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;

/** Runs in the page: whether colours have passed over. */
const passedOver = (): boolean => !document.getAnimations().some((each) => each instanceof CSSTransition);

/**
 * What is there changes with the width, colours with the theme, names with the language. No colour and no size of
 * letters depends on the language (src/app/styles), so contrast is looked at in one: in both widths, and in the dark.
 * What has a name in English at one width has it at the other: the same messages stand there, and none is missing.
 */
const LOOKS: Record<string, Look['at']> = {
  'zh-CN light 1440': 'everything',
  'zh-CN light 390': 'everything',
  'zh-CN dark 1440': 'colours',
  'en light 1440': 'all but colours',
};

for (const { path, person } of routes()) {
  test.describe(path, () => {
    test.use({ person });

    test('reads well in every language, width and theme', async ({ page, site, guard }) => {
      if (person === null) guard.permit(/401/); // how the page learns that nobody is signed in
      test.setTimeout(120_000); // two languages, four looks
      const address = await visitable(site, person, path);
      for (const language of LANGUAGES) {
        await speakIn(page, site, person, language);
        await page.setViewportSize(WINDOWS[0]);
        await page.goto(address);
        await settled(page);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        for (const theme of THEMES) {
          await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
          await page.waitForFunction(passedOver);
          for (const window of WINDOWS) {
            const at = LOOKS[`${language} ${theme} ${window.width}`];
            // What fits is the same in both themes: else the dark is for pictures alone.
            if (theme === 'dark' && at === undefined && !process.env['MERIDIAN_SHOTS']) continue;
            await page.setViewportSize(window);
            await settled(page);
            await expectNoOverflow(page);
            if (window.width < 768) await expectNoSideScroll(page);
            await shoot(page, path.slice(1).replaceAll('/', '.') || 'root', language, theme, window.width);
            if (at !== undefined) await expectAccessible(page, { at });
          }
        }
      }
    });
  });
}

for (const person of ['lead', 'manager', 'deputy', 'director', 'service', 'analyst', 'product'] as const) {
  test.describe(`/today of ${person}`, () => {
    test.use({ person });

    test('fits a phone, whoever’s day it is', async ({ page, site }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      for (const language of LANGUAGES) {
        await speakIn(page, site, person, language);
        await page.goto('/today');
        await settled(page);
        await expectNoOverflow(page);
        await expectNoSideScroll(page);
      }
    });
  });
}
