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
  { path: '/dial', parts: ['/v1/dial-queue'] },
  {
    path: '/customers',
    parts: ['/v1/customers/search', '/v1/customers/sums', '/v1/call-times'],
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
];

const FAULT = {
  type: 'about:blank',
  title: 'Broken',
  detail: 'Broken',
  status: 500,
  code: 'internal',
  trace_id: '0a1b2c3d',
};
const endsWith = (request: string) => (url: URL) => url.pathname.startsWith('/v1/') && url.pathname.endsWith(request);

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

for (const { path, person = 'rep', parts, list } of SCREENS) {
  test.describe(path, () => {
    test.use({ person });

    test('waits with bones, says which part failed, and what is true of nothing', async ({ page, site, guard }) => {
      test.setTimeout(120_000);
      guard.permit(/500/);
      const address = await visitable(site, person, path);

      const [first = ''] = parts;
      await page.route(endsWith(list?.[0] ?? first), () => {}); // never answered
      await page.goto(address);
      await expect(page.locator('main [aria-busy="true"]').first()).toBeVisible();
      await expect(page.locator('main header').first()).toBeVisible();

      for (const request of parts) {
        const times = await answer(page, request, 500, FAULT);
        await page.goto(address);
        const alerts = page.getByRole('main').getByRole('alert');
        await expect(alerts.first(), `${request} failed at ${path}`).toBeVisible();
        await expect(page.locator('main header').first()).toBeVisible();
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
