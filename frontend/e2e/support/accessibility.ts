import { AxeBuilder } from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';

const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const COLOURS = ['color-contrast', 'link-in-text-block'];

export interface Look {
  /**
   * While a combobox is open, react-aria hides the rest of the page from screen readers, whose elements could still
   * take the focus if the focus did not stay in the field (adobe/react-spectrum#4937). The only exemption there is.
   */
  hasOpenCombobox?: boolean;
  /** Colours take axe half its time: they are looked at alone where only they are new, and not where they are not. */
  at?: 'everything' | 'colours' | 'all but colours';
}

/** Nothing comes or goes on the page; what moves for ever, such as a skeleton, may. */
const isStill = (): boolean =>
  document
    .getAnimations()
    .every((each) => each.playState !== 'running' || each.effect?.getComputedTiming().endTime === Infinity);

/** No violation of WCAG 2.2, levels A and AA, that axe can see. */
export async function expectAccessible(page: Page, look: Look = {}): Promise<void> {
  const { hasOpenCombobox = false, at = 'everything' } = look;
  await page.waitForFunction(isStill); // colours on their way are nobody's colours
  // axe stays in a page that it has been in.
  const isThere = await page.evaluate(() => 'axe' in window);
  // What react-aria says aloud is there for a moment, and may name what has gone meanwhile.
  // There are no frames: axe need not go from one to the next and then to a page of its own, as it else does.
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: 'undefined' }) })
    .options({ resultTypes: ['violations'] }) // to write down where all is well takes as long as to look
    .exclude('[data-live-announcer]')
    .setLegacyMode();
  if (at === 'colours') axe.withRules(COLOURS);
  else axe.withTags(LEVELS);
  const passedOver = [...(hasOpenCombobox ? ['aria-hidden-focus'] : []), ...(at === 'all but colours' ? COLOURS : [])];
  if (passedOver.length > 0) axe.disableRules(passedOver);
  const { violations } = await axe.analyze();
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n  ${node.html}\n  ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`),
  );
  expect(told, `accessibility of ${page.url()}`).toEqual([]);
}
