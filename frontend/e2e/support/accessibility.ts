import { type Page, expect } from '@playwright/test';
import axe from 'axe-core';

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
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source); // it stays in a page
  if (at !== 'all but colours') await page.evaluate(markAlike);
  const passedOver = [...(hasOpenCombobox ? ['aria-hidden-focus'] : []), ...(at === 'all but colours' ? COLOURS : [])];
  const told = await page.evaluate(findViolations, [at === 'colours' ? COLOURS : LEVELS, passedOver] as const);
  expect(told, `accessibility of ${page.url()}`).toEqual([]);
}

/** Runs in the page. */
async function findViolations([wanted, passedOver]: readonly [string[], string[]]): Promise<string[]> {
  const { axe } = window as unknown as { axe: typeof import('axe-core') };
  axe.configure({ rules: [{ id: 'color-contrast', selector: ':not([data-alike])' }] });
  const { violations } = await axe.run(
    { exclude: [['[data-live-announcer]']] }, // what react-aria says aloud may name what has gone meanwhile
    {
      resultTypes: ['violations'], // to write down where all is well takes as long as to look
      runOnly: wanted,
      rules: Object.fromEntries(passedOver.map((rule) => [rule, { enabled: false }])),
    },
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n  ${node.html}\n  ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`),
  );
}

/**
 * Runs in the page. Marks each text that two before it are like: at the same place in the structure, of the same
 * classes, in the same colours, before the same backgrounds, in the same letters. Such as the third row of a list: to
 * look at its contrast would show what has been seen.
 */
function markAlike(): void {
  const ENOUGH = 2;
  for (const marked of document.querySelectorAll('[data-alike]')) marked.removeAttribute('data-alike');
  const numbers = new Map<string, number>();
  const numberOf = (said: string): number => {
    const number = numbers.get(said) ?? numbers.size;
    numbers.set(said, number);
    return number;
  };
  const places = new Map<Element, number>();
  const placeOf = (element: Element | null): number => {
    if (element === null) return -1;
    const known = places.get(element);
    if (known !== undefined) return known;
    const { backgroundColor, backgroundImage, filter, opacity, position } = getComputedStyle(element);
    const own = [element.tagName, element.getAttribute('class'), element.matches(':disabled, [aria-disabled="true"]')];
    const behind = [backgroundColor, backgroundImage, filter, opacity, position];
    const place = numberOf([placeOf(element.parentElement), ...own, ...behind].join('|'));
    places.set(element, place);
    return place;
  };
  const seen = new Map<string, number>();
  for (const element of document.body.querySelectorAll('*')) {
    const text = [...element.childNodes]
      .map((node) => (node.nodeType === Node.TEXT_NODE ? node.nodeValue : ''))
      .join('');
    if (text.trim() === '' || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    const isLetter = text.trim().length === 1; // axe does not judge it
    const look = [placeOf(element), color, fontSize, fontWeight, textShadow, isLetter].join('|');
    const times = (seen.get(look) ?? 0) + 1;
    seen.set(look, times);
    if (times > ENOUGH) element.setAttribute('data-alike', '');
  }
}
