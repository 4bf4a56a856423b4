import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { customerOf, made, planCalls } from './support/made.ts';
import { settled } from './support/settled.ts';
import { type Person } from './support/site.ts';
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
  const waits = await site.read<{ items: { customer_id: string; subject_id: string }[] }>(
    'lead',
    '/v1/waiting-for-me?demand=decide&limit=1',
  );
  expect(waits.items).not.toEqual([]);
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

as('deputy', 'sees a plan against the rules and the load before deciding', async ({ page, site }) => {
  const waits = await site.read<{ items: { id: string }[] }>('deputy', '/v1/waiting-for-me?reason=plan_to_decide');
  expect(waits.items).not.toEqual([]);
  await page.goto('/today');
  await page.getByRole('link', { name: /^To decide/ }).click();
  await expect(page).toHaveURL(/\/lists\/waiting/);
  await page.goto(`/approvals?open=${waits.items.at(-1)?.id}`);
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
  const dialog = page.getByRole('dialog');
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
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Answer' }).fill('For thirty minutes, with the ceramic bearing.');
  await dialog.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect(dialog).toBeHidden();
  const now = () => site.read<{ state: string; answer: string | null }>('rep', `/v1/handoffs/${asked.id}`);
  await expect.poll(now).toMatchObject({ state: 'answered', answer: 'For thirty minutes, with the ceramic bearing.' });
});

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
