import { type Browser, type Page, type TestInfo, test as base } from '@playwright/test';
import { routes } from '../support/routes.ts';
import { settled } from '../support/settled.ts';
import { type Person, Site } from '../support/site.ts';
import { MEASURED, type Measured } from './table.ts';

const VISITS = 5;
const KEYS = 40;
const BUDGET = { paint: 1500, key: 100, nodes: 1500 };
const SHORTEST = 16; // ms: what takes less than a frame is not told

interface Screen {
  path: string;
  person: Person | null;
  /** What is pressed over and over, and what is pressed or chosen before. */
  key: string;
  begin?: (page: Page) => Promise<void>;
}

/** The screens that are measured. A director sees every customer there is. */
const SCREENS: Screen[] = [
  { path: '/sign-in', person: null, key: 'a' },
  { path: '/today', person: 'rep', key: 'Tab' },
  { path: '/dial', person: 'rep', key: 'j' },
  {
    path: '/customers',
    person: 'director',
    key: 'ArrowDown',
    begin: (page) => page.getByRole('grid').getByRole('row').nth(1).click(),
  },
];

const test = base.extend<object, { site: Site }>({
  site: [
    async ({}, use) => {
      const site = await Site.start('bench');
      await use(site);
      await site.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/** Beginning to watch before the page does anything. Times as the browser itself takes them, in ms. */
function watch(): void {
  const told = { paint: 0, keys: [] as number[] };
  Object.assign(window, { told });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) told.paint = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'keydown') told.keys.push(entry.duration);
  }).observe(Object.assign({ type: 'event', buffered: true }, { durationThreshold: 16 })); // not yet in the types
}

const told = (page: Page) =>
  page.evaluate(() => (window as unknown as { told: { paint: number; keys: number[] } }).told);

/** The value that `share` of all stay below. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** A visit with nothing in the cache, as on the first day. */
async function visit<T>(browser: Browser, site: Site, { path, person }: Screen, look: (page: Page) => Promise<T>) {
  const context = await browser.newContext({ baseURL: site.url, locale: 'zh-CN' });
  if (person !== null) await site.signIn(context.request, person);
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(path);
  await settled(page);
  const seen = await look(page);
  await context.close();
  return seen;
}

function report(info: TestInfo, measured: Measured): void {
  info.annotations.push({ type: MEASURED, description: JSON.stringify(measured) });
}

const there = new Set(routes().map(({ path }) => path));

for (const screen of SCREENS) {
  test(screen.path, async ({ browser, site }, info) => {
    test.skip(!there.has(screen.path));
    // Once without measuring: the database was copied just now, and nothing of it is in memory.
    await visit(browser, site, screen, () => Promise.resolve());
    const visits: { paint: number; nodes: number }[] = [];
    for (let count = 0; count < VISITS; count++) {
      visits.push(
        await visit(browser, site, screen, async (page) => ({
          paint: (await told(page)).paint,
          nodes: await page.evaluate(() => document.querySelectorAll('*').length),
        })),
      );
    }
    const keys = await visit(browser, site, screen, async (page) => {
      await screen.begin?.(page);
      for (let count = 0; count < KEYS; count++) {
        await page.keyboard.press(screen.key);
        await page.waitForTimeout(30);
      }
      await page.waitForTimeout(200);
      return (await told(page)).keys;
    });
    const all = [...keys, ...Array<number>(Math.max(0, KEYS - keys.length)).fill(SHORTEST)];
    const row = (what: string, value: number, unit: string, budget: number) =>
      report(info, { what: `${screen.path}  ${what}`, value, unit, budget });
    row(
      'largest paint, first visit',
      quantile(
        visits.map(({ paint }) => paint),
        0.5,
      ),
      'ms',
      BUDGET.paint,
    );
    row(`${screen.key}: press to paint, 95 of 100`, quantile(all, 0.95), 'ms', BUDGET.key);
    row('elements', Math.max(...visits.map(({ nodes }) => nodes)), '', BUDGET.nodes);
  });
}
