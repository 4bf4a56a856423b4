import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { dialogOf } from './support/dialog.ts';
import { customerOf, made, planCalls } from './support/made.ts';
import { settled } from './support/settled.ts';
import type { Person, Site } from './support/site.ts';
import { expect, test } from './support/test.ts';

// The main thing of each role's day, from where the day begins. What a job has besides is proven elsewhere: a whole shift
// (whole-shift), a planned week (week), approvals of every kind (approvals), a complaint through all its states
// (complaints, rounds).

test.use({ language: 'en', alone: 'roles' });

/** One test as this person, on a site where nobody has done the job before. */
function as(person: Person, job: string, body: Parameters<typeof test>[2]): void {
  test.describe(person, () => {
    test.use({ person });
    test(job, body);
  });
}

interface Waiting {
  id: string;
  subject_id: string;
}

const waiting = async (site: Site, person: Person, filter: string) =>
  (await site.read<{ items: Waiting[] }>(person, `/v1/waiting-for-me?limit=100&${filter}`)).items;

/** What waits for somebody, once the product has told them: a company that is new to it is looked through first. */
async function told(site: Site, person: Person, filter: string): Promise<Waiting[]> {
  let found: Waiting[] = [];
  const looked = async () => (found = await waiting(site, person, filter)).length;
  await site.look();
  await expect.poll(looked, { timeout: 60_000 }).toBeGreaterThan(0);
  return found;
}

const main = (page: Page) => page.getByRole('main');
const digits = (text: string) => Number(text.replaceAll(/\D/g, ''));

as('rep', 'calls who is next, and who asked is called back later', async ({ page, site, guard }) => {
  guard.permit(/tel:/); // no telephone in a test
  await planCalls(site);
  await page.goto('/today');
  await page.getByRole('button', { name: /Start dialling/ }).click();
  await expect(page).toHaveURL(/\/dial\?item=/);
  await settled(page);
  const item = new URL(page.url()).searchParams.get('item');
  await expect(page.locator('a[href^="tel:"]').first()).toBeVisible(); // no key dials before
  await page.keyboard.press('d');
  await expect(page.getByRole('timer')).toBeVisible();
  await page.keyboard.press('h');
  await page.keyboard.press('7');
  await page.keyboard.press('Control+Enter');
  await expect(page).not.toHaveURL(new RegExp(item ?? 'none'));
  await expect
    .poll(async () => (await site.read<{ state: string }>('rep', `/v1/planned-contacts/${item}`)).state)
    .toBe('rescheduled'); // they asked to be called back
});

as('lead', 'sees who of the team has calls, and decides what waits', async ({ page, site }) => {
  await told(site, 'lead', 'demand=decide');
  await page.goto('/today');
  await expect(page.getByRole('heading', { name: 'My team', level: 1 })).toBeVisible();
  await expect(
    page.getByRole('region', { name: 'Plan and calls by hour' }).getByText('Fiona Wang').first(),
  ).toBeVisible();
  await page
    .getByRole('region', { name: 'Beside it' })
    .getByRole('link', { name: 'Key customer to verify' })
    .first()
    .click();
  await settled(page);
  await page.goto('/approvals');
  const rows = page.getByRole('list', { name: 'What waits' }).getByRole('listitem');
  await expect(rows.first()).toBeVisible();
  await settled(page);
  await expect(page).toHaveURL(/open=/);
  await expect(page.getByRole('textbox', { name: 'Note' })).toBeVisible();
  const before = await rows.count();
  await page.keyboard.press('a');
  await expect(rows).toHaveCount(before - 1);
});

as('manager', 'decides about a compensation, with the reason', async ({ page, site }) => {
  type Asked = Waiting & { facts: { compensation_id: string } };
  const [asked] = (await told(site, 'manager', 'reason=compensation_to_decide')) as [Asked];
  await page.goto(`/approvals?open=${asked.id}`);
  await page.getByRole('textbox', { name: 'Note' }).fill('the freight is paid already');
  await page.getByRole('button', { name: /^Deny/ }).click();
  const path = `/v1/complaints/${asked.subject_id}/compensations/${asked.facts.compensation_id}`;
  await expect
    .poll(() => site.read('manager', path))
    .toMatchObject({ state: 'denied', denied_reason: 'the freight is paid already' });
  const waits = () => waiting(site, 'manager', 'reason=compensation_to_decide');
  await site.look();
  await expect.poll(async () => (await waits()).map(({ id }) => id), { timeout: 60_000 }).not.toContain(asked.id);
});

as('deputy', 'sees a plan against the rules and the load before deciding', async ({ page, site }) => {
  const waits = await told(site, 'deputy', 'reason=plan_to_decide');
  await page.goto('/today');
  await page.getByRole('link', { name: /^To decide/ }).click();
  await expect(page).toHaveURL(/\/lists\/waiting/);
  await page.goto(`/approvals?open=${waits.at(-1)?.id}`);
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Approve/ })).toBeVisible();
  await expectAccessible(page);
});

as('director', 'reads the overview, and a figure leads to a record', async ({ page }) => {
  await page.goto('/today');
  const tile = page.getByRole('link', { name: /^Complaints over time/ });
  await expect(tile).toContainText(/\d/);
  await tile.click();
  await expect(page).toHaveURL(/\/lists\/complaints/);
  await page.getByRole('region').getByRole('listitem').first().getByRole('link').first().click();
  await expect(page).toHaveURL(/\/complaints\/[0-9a-f-]{36}/);
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
});

as('service', 'registers a complaint from the day and answers the customer', async ({ page, site }) => {
  const customer = await customerOf(site, 'rep', 'Tagwerk Pumpen');
  const complaint = await made<{ id: string }>(site, 'service', '/v1/complaints', {
    customer_id: customer.id,
    reason: 'The coupling rattles',
  });
  await page.goto('/today');
  await expect(page.getByRole('heading', { name: 'By the time left' })).toBeVisible();
  await page.goto(`/complaints/${complaint.id}`);
  await settled(page);
  await page.getByRole('button', { name: /^Note the contact/ }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('textbox', { name: /What was said/ }).fill('They sent a film of it');
  await dialog.getByRole('textbox', { name: /Product or service/ }).fill('CP-100');
  await dialog.getByRole('textbox', { name: 'What they want' }).fill('a new coupling');
  await dialog.getByText('An apology was given').click();
  await dialog.getByRole('button', { name: /^Note the contact/ }).click();
  await expect(dialog).toBeHidden();
  await expect
    .poll(async () => (await site.read<{ state: string }>('service', `/v1/complaints/${complaint.id}`)).state)
    .toBe('contacted');
});

as('analyst', 'reads the dashboard, and a chart as the table that opens its records', async ({ page }) => {
  await page.goto('/dashboard?span=365');
  await settled(page); // what comes pushes down what is below it
  const panel = page.getByRole('region', { name: 'Root causes of complaints' });
  await panel.getByRole('button', { name: 'Root causes of complaints: as a table' }).click();
  const link = panel.getByRole('row').getByRole('link').first();
  const number = digits(await link.innerText());
  expect(number).toBeGreaterThan(0);
  await link.click();
  await expect(page).toHaveURL(/\/lists\/complaints|\/complaints\?/);
  await expectAccessible(page);
});

as('product', 'answers a question that a rep asked the department', async ({ page, site }) => {
  const customer = await customerOf(site, 'rep', 'Frage Pumpen');
  const departments = await site.read<{ items: { id: string; code: string }[] }>('rep', '/v1/departments');
  const asked = await made<{ id: string }>(site, 'rep', '/v1/handoffs', {
    department_id: departments.items.find(({ code }) => code === 'product')?.id,
    customer_id: customer.id,
    question: `May it run dry? ${customer.name}`,
  });
  await page.goto('/today');
  await expect(page.getByRole('link', { name: /^To answer/ }).first()).toContainText(/\d/);
  await page.goto('/handoffs?view=department');
  await page.getByRole('button', { name: new RegExp(`May it run dry\\? ${customer.name}`) }).click();
  await page.keyboard.press('a');
  const dialog = dialogOf(page);
  await dialog.getByRole('textbox', { name: 'Answer' }).fill('For thirty minutes, with the ceramic bearing.');
  await dialog.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(dialog).toBeHidden();
  const now = () => site.read<{ state: string; answer: string | null }>('rep', `/v1/handoffs/${asked.id}`);
  await expect.poll(now).toMatchObject({ state: 'answered', answer: 'For thirty minutes, with the ceramic bearing.' });
});

as(
  'admin',
  'adds somebody who signs in, and a program that enters a customer',
  async ({ page, site, browser, request }) => {
    const email = `new${Date.now()}@orient-pumps.example`;
    await page.goto('/people');
    await page.getByRole('button', { name: /Add somebody/ }).click();
    const dialog = dialogOf(page);
    await dialog.getByRole('textbox', { name: 'Name required' }).fill('Anna Neu');
    await dialog.getByRole('textbox', { name: 'Email' }).fill(email);
    await dialog.getByLabel('First password').fill('three pandas under the moon');
    await dialog.getByRole('button', { name: /Team$/ }).click();
    await page.getByRole('option').nth(1).click();
    await dialog.getByRole('button', { name: /^Add$/ }).click();
    await expect(dialog).toBeHidden();

    const theirs = await browser.newContext({ baseURL: site.url, locale: 'en' });
    const signing = await theirs.newPage();
    await signing.goto('/sign-in');
    await signing.getByLabel(/Email|邮箱/).fill(email);
    await signing.getByLabel(/^(Password|密码)/).fill('three pandas under the moon');
    await signing.keyboard.press('Enter');
    await signing.getByLabel(/^(Password you were given|别人给你的密码)/).fill('three pandas under the moon');
    await signing.getByLabel(/^(Your own password|你自己的密码)/).fill('four herons in the reeds');
    await signing.keyboard.press('Enter');
    await expect(signing).toHaveURL('/today');
    await theirs.close();

    const { items } = await site.read<{ items: { id: string }[] }>('admin', '/v1/users?role=api_client');
    const key = await made<{ id: string; name: string; secret: string }>(site, 'admin', '/v1/api-keys', {
      user_id: items[0]?.id,
      name: 'Website form',
      permissions: ['customer:read', 'customer:write'],
      expires_at: new Date(site.now().getTime() + 86_400_000).toISOString(),
    });
    const headers = { Authorization: `Bearer ${key.secret}`, 'Idempotency-Key': crypto.randomUUID() };
    const enter = () =>
      request.post(`${site.url}/v1/customers`, {
        headers,
        data: { name: `Formular ${Date.now()} GmbH`, source_channel: 'web', zone: 'Europe/Berlin' },
      });
    const entered = await enter();
    expect(entered.status(), await entered.text()).toBe(201);
    await page.goto('/people?tab=keys');
    await page.getByRole('button', { name: 'Revoke Website form' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke it' }).click();
    await expect(page.getByRole('row', { name: /Website form/ })).toContainText('Revoked');
    headers['Idempotency-Key'] = crypto.randomUUID();
    expect((await enter()).status()).toBe(401);
  },
);

as('auditor', 'finds who changed what, and has nothing to press on the way', async ({ page, site }) => {
  const customer = await customerOf(site, 'rep', 'Spuren Pumpen');
  const rep = await site.as('rep');
  const changed = await rep.patch(`/v1/customers/${customer.id}`, {
    data: { city: 'Kiel' },
    headers: { 'If-Match': `"${customer.version}"` },
  });
  expect(changed.ok(), await changed.text()).toBe(true);
  await page.goto(`/customers/${customer.id}`);
  await settled(page);
  await expect(page.getByRole('heading', { name: customer.name })).toBeVisible();
  const WRITES = /^(Change|Save|Add|Delete|Merge|Transfer|Share|Archive|Log|Proposal)/;
  await expect(main(page).getByRole('button', { name: WRITES })).toHaveCount(0);
  await page.goto(`/history?record=${customer.id}`);
  await expect(main(page).getByText('Read only')).toBeVisible();
  const entries = page.getByRole('list', { name: 'Changes' }).getByRole('listitem');
  await expect(entries).toHaveCount(2); // entered, and changed
  await expect(entries.first()).toContainText('Fiona Wang');
  await expectAccessible(page);
});
