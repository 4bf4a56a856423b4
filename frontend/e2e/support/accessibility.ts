import { AxeBuilder } from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';

const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface Exemption {
  /**
   * While a combobox is open, react-aria hides the rest of the page from screen readers, whose elements could still
   * take the focus if the focus did not stay in the field (adobe/react-spectrum#4937). The only exemption there is.
   */
  hasOpenCombobox?: boolean;
}

/** No violation of WCAG 2.2, levels A and AA, that axe can see. */
export async function expectAccessible(page: Page, { hasOpenCombobox = false }: Exemption = {}): Promise<void> {
  // What react-aria says aloud is there for a moment, and may name what has gone meanwhile.
  // There are no frames: axe need not go from one to the next and then to a page of its own, as it else does.
  const axe = new AxeBuilder({ page }).withTags(LEVELS).exclude('[data-live-announcer]').setLegacyMode();
  if (hasOpenCombobox) axe.disableRules('aria-hidden-focus');
  const { violations } = await axe.analyze();
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n  ${node.html}\n  ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`),
  );
  expect(told, `accessibility of ${page.url()}`).toEqual([]);
}
