import { type APIRequestContext, type BrowserContext, type Page, test as base } from '@playwright/test';
import { Guard } from './guard.ts';
import { type Person, Site } from './site.ts';

export { expect } from '@playwright/test';

export type Language = 'zh-CN' | 'en';
export type Theme = 'light' | 'dark';

interface Options {
  /** Who is signed in when the test begins; null: nobody. */
  person: Person | null;
  language: Language;
  theme: Theme;
}

interface Fixtures {
  /** Console errors, uncaught exceptions, failed requests: each test fails by them unless it permits them. */
  guard: Guard;
  /** Makes it later, for the product and for the pages: in minutes. */
  later: (minutes: number) => Promise<void>;
}

/** Chooses language and theme as a person would have, for the browser and in the profile. */
export async function prefer(context: BrowserContext, choice: { language: Language; theme: Theme }): Promise<void> {
  await context.addInitScript((chosen) => {
    if (!location.protocol.startsWith('http')) return; // an empty page has no storage
    const key = 'meridian.preferences';
    localStorage.setItem(key, localStorage.getItem(key) ?? JSON.stringify(chosen));
  }, choice);
}

/** A context of this person: signed in, at the product's time, with what they prefer. */
async function welcome(
  context: BrowserContext,
  site: Site,
  person: Person | null,
  choice: { language: Language; theme: Theme },
): Promise<void> {
  await context.clock.install({ time: site.now() });
  await prefer(context, choice);
  if (person === null) return;
  await site.signIn(context.request, person);
  await preferInProfile(context.request, site, choice.language);
}

/** From its next load on, the page speaks this language, as if the person had chosen it. */
export async function speakIn(page: Page, site: Site, person: Person | null, language: Language): Promise<void> {
  if (person !== null) await preferInProfile(page.context().request, site, language);
  if (!page.url().startsWith(site.url)) return; // nothing is kept yet: the first load begins with the test's language
  await page.evaluate((chosen) => {
    const key = 'meridian.preferences';
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as object;
    localStorage.setItem(key, JSON.stringify({ ...kept, language: chosen }));
  }, language);
}

async function preferInProfile(client: APIRequestContext, site: Site, locale: Language): Promise<void> {
  const me = await client.get(`${site.url}/v1/me`);
  if (((await me.json()) as { locale: string }).locale === locale) return;
  const headers = { 'If-Match': me.headers()['etag'] ?? '' };
  const answer = await client.patch(`${site.url}/v1/me`, { data: { locale }, headers });
  if (!answer.ok()) throw new Error(`the profile stays: ${answer.status()} ${await answer.text()}`);
}

interface Shared {
  /** A name for tests that change what all others stand on (shifts, the hour, scripts): they get a site of their own. */
  alone: string;
  /** The site has no company: one administrator, `first`, and nothing else. */
  empty: boolean;
  site: Site;
}

let stayed: { person: Person | null; site: Site; context: BrowserContext } | null = null;

/** Playwright's test with the product: `site` for the worker, a signed-in `page`, the same time in both. */
export const test = base.extend<Options & Fixtures, Shared>({
  person: ['rep', { option: true }],
  language: ['zh-CN', { option: true }],
  theme: ['light', { option: true }],

  alone: ['', { option: true, scope: 'worker' }],
  empty: [false, { option: true, scope: 'worker' }],

  site: [
    async ({ alone, empty }, use, { workerIndex }) => {
      const site = await Site.start(`site-${workerIndex}${alone && `-${alone}`}`, { empty });
      await use(site);
      await site.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  baseURL: ({ site }, use) => use(site.url),
  locale: ({ language }, use) => use(language),
  colorScheme: ({ theme }, use) => use(theme),

  guard: async ({}, use) => {
    const guard = new Guard();
    await use(guard);
    guard.check();
  },

  context: async ({ context, site, guard, person, language, theme }, use) => {
    guard.watch(context);
    await welcome(context, site, person, { language, theme });
    await use(context);
    // The profile outlives the test, and some who sign in by the form come after it.
    if (person !== null) await preferInProfile(await site.as(person), site, 'zh-CN');
  },

  later: async ({ site, context }, use) => {
    const before = Date.now() - site.now().getTime();
    await use(async (minutes) => {
      await site.setTime(new Date(site.now().getTime() + minutes * 60_000));
      await context.clock.fastForward(minutes * 60_000);
    });
    await site.setTime(new Date(Date.now() - before));
  },
});

/**
 * The same, but who was here in the test before goes on in the same window, as people do: the interface's code is there
 * and need not be read anew. For tests that only look.
 */
export const lookingTest = test.extend({
  context: async ({ browser, site, guard, person, language, theme }, use) => {
    if (stayed?.person !== person || stayed.site !== site) {
      await stayed?.context.close();
      stayed = { person, site, context: await browser.newContext() };
      await welcome(stayed.context, site, person, { language, theme });
    }
    const leave = guard.watch(stayed.context);
    await use(stayed.context);
    leave();
    if (person !== null) await preferInProfile(await site.as(person), site, 'zh-CN');
  },
  page: async ({ context }, use) => use(context.pages()[0] ?? (await context.newPage())),
});
