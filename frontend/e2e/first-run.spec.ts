import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { dialogOf } from './support/dialog.ts';
import { settled } from './support/settled.ts';
import type { Site } from './support/site.ts';
import { expect, speakIn, test } from './support/test.ts';

// An installation without a company, as `meridian create-admin` leaves it: the first administrator is led through what to
// set up; each step leads to its screen, and what is there counts as done.

test.use({ person: 'first', language: 'en', alone: 'empty', empty: true });
test.setTimeout(180_000);

test('the first administrator sets up the company in order, to the customers it imports', async ({
  page,
  site,
  browser,
  guard,
}) => {
  guard.permit(/422/); // sent before what every row needs was said
  await page.goto('/today');
  await settled(page);
  await page.goto('/setup');
  const steps = page.getByRole('list', { name: 'What to set up' });
  const step = (name: string) => steps.getByRole('listitem').filter({ hasText: name });
  const next = steps.locator('[aria-current=step]');
  const opened = (name: string) => steps.getByRole('button', { name: `${name}: open` }).click();
  const isDone = async (name: string) => {
    await page.goto('/setup');
    await expect(step(name).getByLabel('Done')).toBeVisible();
  };
  await expect(steps.getByRole('listitem')).toHaveCount(10);
  await expect(next).toContainText('Base currency');
  await expect(step('Base currency').getByLabel('Done')).toHaveCount(0);
  await expect(step('Exchange rates').getByLabel('Done')).toHaveCount(0);
  await expectAccessible(page);

  // What ships is kept: said once, it counts as decided.
  await step('Base currency').getByRole('button', { name: 'Keep CNY' }).click();
  await expect(step('Base currency').getByLabel('Done')).toBeVisible();
  await expect(next).toContainText('Administrators');

  // A second administrator, by the form that the step opens.
  await opened('Administrators');
  await expect(page).toHaveURL(/\/people/);
  await add(page, { name: 'Noah Xu', email: `noah@${site.email('x').split('@')[1]}`, role: 'Administrator' });
  await isDone('Administrators');
  await expect(next).toContainText('Departments and teams');

  await opened('Departments and teams');
  await found(page, /Found a department/, { 'Chinese name': '销售部', 'English name': 'Sales', Code: 'sales' });
  await page.getByRole('button', { name: /Found a team/ }).click();
  const team = page.getByRole('dialog', { name: 'Found a team' });
  await team.getByRole('textbox', { name: 'Chinese name' }).fill('欧洲组');
  await team.getByRole('textbox', { name: 'English name' }).fill('Europe');
  await choose(page, team, /Department/, /Sales/);
  await team.getByRole('button', { name: 'Found it' }).click();
  await expect(team).toBeHidden();
  await isDone('Departments and teams');
  await expect(next).toContainText('People');

  await opened('People');
  const domain = site.email('x').split('@')[1];
  await add(page, { name: 'Kevin Zheng', email: `kevin@${domain}`, role: 'Sales manager', department: /Sales/ });
  const director = { email: `james@${domain}`, password: 'three pandas under the moon' };
  await add(page, { name: 'James Zhou', role: /^Director/, department: /Sales/, ...director });
  await add(page, { name: 'Fiona Wang', email: `fiona@${domain}`, role: 'Sales representative', team: /Europe/ });
  await isDone('People');
  await expect(page.getByText('Dial by the customer’s local time, record calls')).toBeVisible();
  await expect(next).toContainText('Working calendars');

  await opened('Working calendars');
  await page
    .getByRole('button', { name: /^11 March|^Wed 11 Mar|^11 Mar/ })
    .first()
    .click();
  const special = dialogOf(page);
  await special.getByRole('textbox', { name: /Why|Reason/ }).fill('Founding day');
  await special.getByRole('button', { name: 'Save' }).click();
  await expect(special).toBeHidden();
  await isDone('Working calendars');
  await expect(next).toContainText('Look through the policy settings');

  await opened('Look through the policy settings');
  await page.getByRole('button', { name: 'Daily calls per rep' }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill('60');
  await page.getByRole('textbox', { name: /Reason/ }).fill('Fewer calls, better ones');
  await page.getByRole('button', { name: 'Decide, in force at once' }).click();
  await expect(page.getByRole('listitem', { name: 'Version 1' })).toBeVisible();
  await isDone('Look through the policy settings');
  await expect(next).toContainText('Products and markets');

  // Products are not an administrator's to enter: the step says whose, and the director does it.
  await expect(step('Products and markets')).toContainText('a director or a product specialist');
  const theirs = await browser.newContext({ baseURL: site.url, locale: 'en' });
  await sells(await theirs.newPage(), site, director);
  await theirs.close();
  await isDone('Products and markets');
  await expect(next).toContainText('Exchange rates');

  await opened('Exchange rates');
  await page.getByRole('button', { name: 'Several at once' }).click();
  const rates = dialogOf(page);
  await rates.getByRole('textbox', { name: 'Rates' }).fill('USD 7.12\nEUR 7.75');
  await rates.getByRole('textbox', { name: 'Source' }).fill('the bank');
  await rates.getByRole('button', { name: 'Enter the rates' }).click();
  await expect(rates).toBeHidden();
  await isDone('Exchange rates');
  await expect(next).toContainText('Import customers'); // programs can wait

  await opened('Import customers');
  await page.getByRole('button', { name: 'Import a file' }).first().click();
  const file = page.getByRole('dialog', { name: 'Import a file' });
  await file.getByLabel('File to import').setInputFiles({
    name: 'fair.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('Company;Country;Phone\r\nNordlicht Pumpen GmbH;Germany;+49 30 1234567\r\n', 'utf-8'),
  });
  await file.getByRole('button', { name: 'Send the file' }).click();
  await page.getByRole('button', { name: /Source channel/ }).click();
  await page.getByRole('option', { name: 'Exhibition' }).click();
  // An administrator belongs to no department that could own them: whose they are is asked for.
  await page.getByRole('button', { name: 'Check every row' }).click();
  await expect(page.getByText('Every row needs one.')).toBeVisible();
  await page.getByRole('combobox', { name: /Owner/ }).fill('Fiona');
  await page.getByRole('option', { name: /Fiona Wang/ }).click();
  await page.getByRole('button', { name: 'Check every row' }).click();
  await expect(page.getByText('The dry run wrote nothing', { exact: false })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Control+Enter');
  const imports = () => site.read<{ items: { state: string; counts: { created: number } }[] }>('first', '/v1/imports');
  await expect.poll(async () => (await imports()).items).toMatchObject([{ state: 'finished', counts: { created: 1 } }]);
  await isDone('Import customers');
  await expect(next).toHaveCount(0);
  await expect(page.getByText('9 of 10 done')).toBeVisible();
  await expectAccessible(page);
});

/** The director chooses a password of their own, then enters a product and the market it is sold in. */
async function sells(page: Page, site: Site, director: { email: string; password: string }): Promise<void> {
  await page.goto('/products');
  await page.getByLabel('Email').fill(director.email);
  await page.getByLabel('Password', { exact: true }).fill(director.password);
  await page.keyboard.press('Enter');
  await page.getByLabel(/^Password you were given/).fill(director.password);
  await page.getByLabel(/^Your own password/).fill('four herons in the reeds');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/products');
  await speakIn(page, site, director.email, 'en');
  await page.goto('/products');
  await entered(page, 'New product', 'Enter the product', {
    Code: 'cp_100',
    'Name in English': 'Chemical pump',
    'Name in Chinese': '化工泵',
  });
  await page.goto('/markets');
  await entered(page, 'New market', 'Enter the market', {
    Code: 'europe',
    'Name in English': 'Europe',
    'Name in Chinese': '欧洲',
    Countries: 'DE, FR',
  });
}

async function entered(page: Page, opens: string, act: string, fields: Record<string, string>): Promise<void> {
  await page.getByRole('button', { name: opens }).first().click();
  const dialog = page.getByRole('dialog', { name: opens });
  for (const [name, value] of Object.entries(fields)) await dialog.getByRole('textbox', { name }).fill(value);
  await dialog.getByRole('button', { name: act }).click();
  await expect(dialog).toBeHidden();
}

interface Somebody {
  name: string;
  email: string;
  role: string | RegExp;
  department?: RegExp;
  team?: RegExp;
  /** The first one, which the person replaces. */
  password?: string;
}

async function add(page: Page, person: Somebody): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Add somebody' });
  // Whoever was added before is opened beside the list meanwhile, and takes the press with it.
  await expect(async () => {
    await page
      .getByRole('button', { name: /Add somebody/ })
      .first()
      .click();
    await expect(dialog).toBeVisible({ timeout: 2000 });
  }).toPass();
  await dialog.getByRole('textbox', { name: 'Name required' }).fill(person.name);
  await dialog.getByRole('textbox', { name: 'Email' }).fill(person.email);
  if (person.password) await dialog.getByLabel('First password').fill(person.password);
  await choose(page, dialog, /Role/, person.role);
  if (person.department) await choose(page, dialog, /Department/, person.department);
  if (person.team) await choose(page, dialog, /Team/, person.team);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toBeHidden();
}

async function choose(page: Page, within: Locator, field: RegExp, option: string | RegExp): Promise<void> {
  await within.getByRole('button', { name: field }).click();
  await page.getByRole('option', { name: option }).first().click();
}

async function found(page: Page, act: RegExp, fields: Record<string, string>): Promise<void> {
  await page.getByRole('button', { name: act }).click();
  const dialog = page.getByRole('dialog', { name: act });
  for (const [name, value] of Object.entries(fields)) await dialog.getByRole('textbox', { name }).fill(value);
  await dialog.getByRole('button', { name: 'Found it' }).click();
  await expect(dialog).toBeHidden();
}
