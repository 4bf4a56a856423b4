import type { Page } from '@playwright/test';
import { visitable } from './support/routes.ts';
import { settled } from './support/settled.ts';
import { expect, test } from './support/test.ts';

// Of every screen of a rep: what it shows while it waits, when one of its requests fails, and when there is nothing.

interface Screen {
  path: string;
  person?: string;
  /** Requests that parts stand on, as their paths end: whose failure is said at the part, with another try. */
  parts: string[];
  /** The request of the list, and what is said when it brings nothing. */
  list?: [request: string, nothing: RegExp];
  /** What opens the part, where it does not stand on the screen from the beginning; it may lie over it. */
  open?: (page: Page) => Promise<unknown>;
}

const SCREENS: Screen[] = [
  {
    path: '/today',
    parts: [
      '/v1/dial-queue',
      '/v1/planned-contacts',
      '/v1/call-records',
      '/v1/handoffs',
      '/v1/alerts',
      '/v1/opportunities/results',
      '/v1/month-targets',
      '/v1/duties/coverage',
      '/v1/policies/local_call_window',
    ],
  },
  { path: '/dial', parts: ['/v1/dial-queue', '/v1/call-records'] },
  {
    path: '/customers',
    parts: ['/v1/customers/search', '/v1/customers/sums', '/v1/call-times', '/v1/saved-views'],
    list: ['/v1/customers/search', /没有/],
  },
  {
    path: '/customers/$customerId',
    parts: [
      '/timeline',
      '/contacts',
      '/opt-outs',
      '/overview',
      '/v1/duties',
      '/v1/planned-contacts',
      '/v1/callable-windows',
      '/v1/opportunities',
    ],
    list: ['/timeline', /没有|还没/],
  },
  { path: '/duplicates', person: 'lead', parts: ['/v1/duplicate-pairs'], list: ['/v1/duplicate-pairs', /没有/] },
  { path: '/imports', person: 'lead', parts: ['/v1/imports'], list: ['/v1/imports', /没有|还没/] },
  {
    path: '/exports',
    person: 'manager',
    parts: ['/v1/exports', '/v1/exports/allowance'],
    list: ['/v1/exports', /没有|还没/],
  },
  {
    path: '/plans',
    parts: ['/v1/planned-contacts', '/v1/contact-plans/load', '/v1/policies/local_call_window'],
  },
  {
    path: '/plans/list',
    person: 'manager',
    parts: ['/v1/contact-plans'],
    list: ['/v1/contact-plans', /没有|还没/],
  },
  { path: '/plans/$planId', person: 'manager', parts: ['/items', '/amendments'] },
  { path: '/records', parts: ['/v1/contact-records'], list: ['/v1/contact-records', /没有|还没/] },
  { path: '/targets', person: 'lead', parts: ['/v1/month-targets'] },
  { path: '/handoffs', parts: ['/v1/handoffs'], list: ['/v1/handoffs', /没有|还没/] },
  {
    path: '/handoffs',
    parts: ['/v1/departments'],
    open: (page) => page.getByRole('button', { name: '转办' }).click(),
  },
  {
    path: '/customers/new',
    parts: ['/v1/customers/check-duplicates'],
    open: (page) => page.getByRole('textbox', { name: '名称' }).fill('Nordstern Pumpen'),
  },
  {
    path: '/today',
    parts: ['/v1/alerts'],
    open: (page) => page.getByRole('button', { name: /^提醒/ }).first().click(),
  },
  { path: '/imports/$importId', person: 'lead', parts: ['/v1/imports/$importId', '/v1/imports/fields'] },
];

const FAULT = {
  type: 'about:blank',
  title: 'Broken',
  detail: 'Broken',
  status: 500,
  code: 'internal',
  trace_id: '0a1b2c3d',
};
/** How a path ends; a `$parameter` in it stands for whatever record is shown. */
const endsWith = (request: string) => {
  const end = new RegExp(`${request.replace(/\$\w+/, '[\\w-]+')}$`);
  return (url: URL) => url.pathname.startsWith('/v1/') && end.test(url.pathname);
};

/** Answers this request alone otherwise; returns how often that happened. */
async function answer(page: Page, request: string, status: number, body: object): Promise<() => number> {
  let times = 0;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.route(endsWith(request), (route) => {
    times += 1;
    return route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
  });
  return () => times;
}

for (const { path, person = 'rep', parts, list, open } of SCREENS) {
  test.describe(open ? `${path}: ${parts[0]}` : path, () => {
    test.use({ person });

    test('waits with bones, says which part failed, and what is true of nothing', async ({ page, site, guard }) => {
      test.setTimeout(120_000);
      guard.permit(/500/);
      const address = await visitable(site, person, path);

      const shown = async () => {
        await page.goto(address);
        await expect(page.locator('main header').first()).toBeVisible();
        if (open === undefined) return;
        await settled(page); // a window that opens while the page comes in does not hide what comes in behind it
        await open(page);
      };
      const [first = ''] = parts;
      if (open === undefined) {
        await page.route(endsWith(list?.[0] ?? first), () => {}); // never answered
        await shown();
        await expect(page.locator('main [aria-busy="true"]').first()).toBeVisible();
      }

      for (const request of parts) {
        const times = await answer(page, request, 500, FAULT);
        await shown();
        const alerts = page
          .locator(open ? 'main, [role="dialog"]' : 'main')
          .getByRole('alert')
          .filter({ has: page.getByRole('button', { name: '再试一次' }) });
        await expect(alerts.first(), `${request} failed at ${path}`).toBeVisible();
        expect(times()).toBeGreaterThan(0);
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        // Several parts may stand on it, each with a try of its own.
        const tryAgain = async (): Promise<number> => {
          const left = await alerts.count();
          if (left > 0) await alerts.first().getByRole('button', { name: '再试一次' }).click();
          await settled(page);
          return left;
        };
        await expect.poll(tryAgain, { message: `${request} again` }).toBe(0);
      }

      if (list === undefined) return;
      await answer(page, list[0], 200, { items: [], next_cursor: null, total: 0 });
      await page.goto(address);
      await settled(page);
      await expect(page.getByRole('main').getByText(list[1]).first()).toBeVisible();
    });
  });
}
