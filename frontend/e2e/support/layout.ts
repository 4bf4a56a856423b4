import { type Page, expect } from '@playwright/test';

/** Nothing that can be seen stands beyond the right edge, unless in a part that scrolls or shortens its text; nor is a
 * text squeezed into a column of a few letters. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const width = page.viewportSize()?.width;
  const outside = await page.evaluate(findOutside);
  expect(outside, `beyond ${width} px of ${page.url()}`).toEqual([]);
  await expect.poll(() => page.evaluate(findSqueezed), `squeezed at ${width} px of ${page.url()}`).toEqual([]);
}

/** Runs in the page. Says which texts are broken into many lines of a few letters each, at most five. */
function findSqueezed(): string[] {
  const LINES = 4;
  const LETTERS = 3; // as wide as they are high
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const isOnlyHeard = (element: Element | null): boolean =>
    element !== null && (element.clientHeight === 1 || isOnlyHeard(element.parentElement));
  const found: string[] = [];
  while (found.length < 5 && texts.nextNode()) {
    const { currentNode: text } = texts;
    const element = text.parentElement;
    if (!element?.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || isOnlyHeard(element))
      continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const lines = [...range.getClientRects()].filter(({ width }) => width > 1);
    const widest = Math.max(...lines.map(({ width }) => width));
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    if (lines.length >= LINES && widest < LETTERS * size) found.push(element.outerHTML.slice(0, 160));
  }
  return found;
}

/** On a phone nothing is pushed sideways to be read, but rows of tabs and views, and what is meant to be. */
export async function expectNoSideScroll(page: Page): Promise<void> {
  // What a list does for a phone it does once it has heard of the new width.
  await expect.poll(() => page.evaluate(findSideScroll), `scrolls sideways at ${page.url()}`).toEqual([]);
}

/** Runs in the page. */
function findSideScroll(): string[] {
  return [...document.body.querySelectorAll('*:not(nav, [role=tablist], [data-sideways])')]
    .filter((element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX))
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .map((element) => `${element.outerHTML.slice(0, 160)} → ${element.scrollWidth} of ${element.clientWidth} px`);
}

/** Runs in the page. Says which elements stand out, at most five. */
function findOutside(): string[] {
  const edge = document.documentElement.clientWidth;
  const holds = (element: Element): boolean => {
    const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.right > edge + 1) return false;
    const scrolls = overflowX === 'auto' || overflowX === 'scroll';
    const shortens = overflowX !== 'visible' && (textOverflow === 'ellipsis' || webkitLineClamp !== 'none');
    const isOnlyHeard = overflowX !== 'visible' && box.width <= 1;
    return scrolls || shortens || isOnlyHeard;
  };
  const isHeld = (element: Element): boolean => {
    for (let above = element.parentElement; above && above !== document.body; above = above.parentElement)
      if (holds(above)) return true;
    return false;
  };
  return [...document.body.querySelectorAll('*')]
    .filter((element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((element) => element.getBoundingClientRect().right > edge + 1 && !isHeld(element))
    .slice(0, 5)
    .map((element) => `${element.outerHTML.slice(0, 160)} → ${Math.round(element.getBoundingClientRect().right)} px`);
}
